import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** Serves the document that follows from the zod schemas at `/openapi.json`, and a page to read it at `/docs`. */
export function serveOpenApi(app: INestApplication, service: string): void {
  const config = new DocumentBuilder()
    .setTitle(`Latchkey ${service}`)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An automation token.' })
    .addApiKey({ type: 'apiKey', in: 'header', name: 'Fastly-Key', description: 'The same token, as Fastly’s clients send it.' }, 'fastly-key')
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config), { jsonDocumentUrl: 'openapi.json', raw: ['json'] });
}
