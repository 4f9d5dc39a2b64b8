import { parseArgs } from 'node:util';
import { z } from 'zod';

const options = { since: { type: 'string' } } as const;
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** Undefined where the command is called in another way than `rebuild [--since <moment in RFC 3339>]`. */
export function rebuildArgs(args: string[]): { readonly since?: Date } | undefined {
  try {
    const { since } = parseArgs({ args, options }).values;
    return since === undefined ? {} : { since: instant.parse(since) };
  } catch {
    return undefined;
  }
}
