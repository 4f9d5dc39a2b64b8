import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { explain } from '../input/explain.js';

/** Says what is wrong with a file, without what stands in it. */
export type Reason = (error: unknown) => string;

/** A variable that names a JSON file, read with the environment, so that no service starts on half of it. `absent` where it is not set; what `parse` throws is told by `reason`. */
export function jsonFile<T>(parse: (json: unknown) => T, absent: T, reason: Reason = firstIssue()): z.ZodType<T, string | undefined> {
  return z
    .string()
    .optional()
    .transform((file, context): T => {
      try {
        return file === undefined ? absent : parse(JSON.parse(readFileSync(file, 'utf8')));
      } catch (error) {
        // A parser's message would repeat what stands in the file.
        context.addIssue({ code: 'custom', message: `cannot be used: ${error instanceof SyntaxError ? 'it is not JSON' : reason(error)}` });
        return z.NEVER;
      }
    });
}

/** The first issue of a schema and its place, which ends at `lastName` where the names below it are the file's own. */
export function firstIssue(lastName?: string): Reason {
  return (error) => {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    if (!issue) return 'it cannot be read';
    const end = lastName === undefined ? -1 : issue.path.indexOf(lastName);
    return `${issue.path.slice(0, end < 0 ? issue.path.length : end + 1).join('.') || 'file'}: ${explain(issue)}`;
  };
}
