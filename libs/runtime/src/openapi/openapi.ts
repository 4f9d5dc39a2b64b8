import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { problemSchema } from './problem.schema.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Serves the document that follows from the zod schemas at `/openapi.json`. */
export function serveOpenApi(app: INestApplication, service: string): void {
  const config = new DocumentBuilder()
    .setTitle(`Latchkey ${service}`)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An automation token.' })
    .addApiKey({ type: 'apiKey', in: 'header', name: 'Fastly-Key', description: 'The same token, as Fastly’s clients send it.' }, 'fastly-key')
    .build();
  config.components = { ...config.components, schemas: { Problem: z.toJSONSchema(problemSchema, { target: 'openapi-3.0' }) as Schemas[string] } };
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    ui: false,
  });
}
