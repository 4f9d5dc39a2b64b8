import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { workspace } from '../src/workspace.js';

const require = createRequire(import.meta.url);

const specification = join(dirname(require.resolve('dclint/package.json')), 'schemas/compose.schema.json');

/** The Compose specification’s own schema, under the usual name of its dialect instead of the one that it gives. */
export const composeSchema = z.fromJSONSchema({ ...z.looseObject({}).parse(JSON.parse(readFileSync(specification, 'utf8'))), $schema: 'http://json-schema.org/draft-07/schema#' });

const service = z.looseObject({
  image: z.string().default(''),
  build: z.unknown().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.unknown()).default({}),
  ports: z.array(z.string()).default([]),
  secrets: z.array(z.string().or(z.object({ source: z.string(), target: z.string() }))).default([]),
  restart: z.string().optional(),
  network_mode: z.string().optional(),
  deploy: z.object({ resources: z.object({ limits: z.record(z.string(), z.string().or(z.number())) }) }).optional(),
});
const composeFile = z.looseObject({ services: z.record(z.string(), service), secrets: z.record(z.string(), z.object({ file: z.string() })).default({}) });
export type ComposeFile = z.infer<typeof composeFile>;

export function readDocument(file: string): object {
  return z.looseObject({}).parse(parse(readFileSync(join(workspace, file), 'utf8'), { merge: true }));
}

/** What of it the tests look at. */
export function readCompose(file: string): ComposeFile {
  return composeFile.parse(readDocument(file));
}
