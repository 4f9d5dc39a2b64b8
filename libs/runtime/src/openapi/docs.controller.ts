import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { Public } from '../callers/decorators.js';
import { param } from '../input/input.js';

const require = createRequire(import.meta.url);
const contentTypes = { 'swagger-ui.css': 'text/css', 'swagger-ui-bundle.js': 'text/javascript' } as const;
const asset = z.strictObject({ file: z.enum(['swagger-ui.css', 'swagger-ui-bundle.js']) });

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Latchkey API</title><link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="ui"></div><script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>
`;

/** A page to read and try `/openapi.json`, from the service itself: nothing is loaded from elsewhere. */
@ApiExcludeController()
@Public()
@Controller('docs')
export class DocsController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:")
  page(): string {
    return page;
  }

  @Get('start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  startScript(): string {
    return "SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui' });\n";
  }

  @Get('assets/:file')
  async asset(@Param(param(asset)) { file }: z.infer<typeof asset>): Promise<StreamableFile> {
    return new StreamableFile(await readFile(require.resolve(`swagger-ui-dist/${file}`)), { type: contentTypes[file] });
  }
}
