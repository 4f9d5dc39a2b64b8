import { z } from 'zod';
import { explain } from '../input/explain.js';

/** sysexits.h EX_CONFIG. */
const exitCode = 78;

export type EnvResult<T> = { readonly ok: true; readonly env: T } | { readonly ok: false; readonly lines: readonly string[] };

/** One line per wrong variable: its name and what is expected, never what stands in it. */
export function readEnv<T>(schema: z.ZodType<T>, env: Readonly<Record<string, string | undefined>>): EnvResult<T> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(present);
  if (parsed.success) return { ok: true, env: parsed.data };
  const lines = new Map<string, string>();
  for (const issue of parsed.error.issues) {
    const name = String(issue.path[0] ?? '(environment)');
    if (!lines.has(name)) lines.set(name, describe(schema, name, issue, name in present));
  }
  return { ok: false, lines: [...lines.values()] };
}

function describe(schema: z.ZodType, name: string, issue: z.core.$ZodIssue, present: boolean): string {
  const field = schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>)[name] : undefined;
  const purpose = field?.description;
  const problem = present ? explain(issue) : 'is not set';
  return `${name}: ${problem}${purpose === undefined ? '' : ` (${purpose})`}`;
}

/** Reads the environment once, in a main file. On a wrong one, says which variables and ends the process. An empty variable counts as unset. */
export function parseEnv<T>(schema: z.ZodType<T>, env: Readonly<Record<string, string | undefined>> = process.env): T {
  const result = readEnv(schema, env);
  if (result.ok) return result.env;
  process.stderr.write(`${result.lines.join('\n')}\n`);
  process.exit(exitCode);
}
