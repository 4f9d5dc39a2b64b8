import { readFileSync } from 'node:fs';
import { defaultCatalogue, parseCatalogue } from '@latchkey/access';
import type { Catalogue } from '@latchkey/access';
import { z } from 'zod';

/** Read with the environment, so that no service starts on half a catalogue. */
export const catalogueEnv = {
  CATALOGUE: z
    .string()
    .optional()
    .transform((file, context): Catalogue => {
      try {
        return file === undefined ? defaultCatalogue : parseCatalogue(JSON.parse(readFileSync(file, 'utf8')));
      } catch (error) {
        context.addIssue({ code: 'custom', message: `cannot be used: ${reasonOf(error)}` });
        return z.NEVER;
      }
    })
    .describe('path of a JSON file with further permissions and roles'),
};

/** A parser's message would repeat what stands in the file. */
function reasonOf(error: unknown): string {
  return error instanceof SyntaxError ? 'it is not JSON' : String(error instanceof Error ? error.message : error);
}
