import type { DynamicModule, INestApplication } from '@nestjs/common';
import { ModulesContainer, NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { z } from 'zod';
import { DatabaseModule } from '../database/database.module.js';
import type { ErrorKinds } from '../errors/error-pages.js';
import { serviceModule } from '../serve/service.module.js';
import { completeDocument } from './complete-document.js';
import { jsonSchema } from './json-schema.js';
import { operationIdOf } from './operation-id.js';
import { callerProblems } from './refuses-callers.js';

/** Serves the document that follows from the zod schemas at `/openapi.json`. */
export function serveOpenApi(app: INestApplication, service: string): void {
  SwaggerModule.setup('docs', app, () => documentOf(app, service), { jsonDocumentUrl: 'openapi.json', raw: ['json'], ui: false });
}

/** The same document without starting the service: nothing is connected to. */
export async function describeService(rootModule: DynamicModule, service: string): Promise<OpenAPIObject> {
  const app = await NestFactory.create<NestFastifyApplication>(serviceModule(rootModule), new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return documentOf(app, service);
}

function documentOf(app: INestApplication, service: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.1')
    .setTitle(`Latchkey ${service}`)
    .setVersion('1')
    .setDescription('Errors are problems (RFC 9457) with a `code` of a closed set. Answers may gain fields: take those that you do not know.')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An automation token.' })
    .addApiKey({ type: 'apiKey', in: 'header', name: 'Fastly-Key', description: 'The same token, as Fastly’s clients send it.' }, 'fastly-key')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: operationIdOf,
    standardSchemaConverter: (schema, { schemaType }) => ({ schema: jsonSchema(schema as z.ZodType, schemaType) }),
  });
  const modules = [...app.get(ModulesContainer).values()].map(({ metatype }) => metatype);
  const ofCallers = modules.map((module) => app.get(Reflector).get(callerProblems, module)).filter((kinds) => kinds !== undefined);
  return completeDocument(document, { hasDatabase: modules.includes(DatabaseModule), callerProblems: Object.assign({}, ...ofCallers) as ErrorKinds });
}
