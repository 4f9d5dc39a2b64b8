import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { workspace } from '../src/workspace.js';

const require = createRequire(import.meta.url);

const { $schema: _, ...specification } = z
  .looseObject({ $schema: z.string() })
  .parse(JSON.parse(readFileSync(join(dirname(require.resolve('dclint/package.json')), 'schemas/compose.schema.json'), 'utf8')));

/** The Compose specification’s own schema; the address that it gives for its dialect is not the usual one. */
export const composeSchema = z.fromJSONSchema(specification, { defaultTarget: 'draft-7' });

const service = z.looseObject({
  image: z.string().default(''),
  build: z.unknown().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.unknown()).default({}),
  ports: z.array(z.string()).default([]),
  restart: z.string().optional(),
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
