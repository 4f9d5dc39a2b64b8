import { z } from 'zod';
import { explain } from '../input/explain.js';
import { fileVariable, readSecretFiles } from './secret-files.js';

/** sysexits.h EX_CONFIG. */
const exitCode = 78;

export type EnvResult<T> = { readonly ok: true; readonly env: T } | { readonly ok: false; readonly lines: readonly string[] };

/** One line per wrong variable: its name and what is expected, never what stands in it. */
export function readEnv<T>(schema: z.ZodType<T>, env: Readonly<Record<string, string | undefined>>): EnvResult<T> {
  const set = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''));
  const { read, faults } = readSecretFiles(schema, set);
  const present = { ...set, ...read };
  const parsed = schema.safeParse(present);
  if (parsed.success && faults.size === 0) return { ok: true, env: parsed.data };
  const problems = new Map(faults);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0] ?? '(environment)');
    if (!problems.has(name)) problems.set(name, name in present ? explain(issue) : 'is not set');
  }
  const shown = (name: string): string => (name in read || faults.has(name) ? fileVariable(name) : name);
  return { ok: false, lines: [...problems].map(([name, problem]) => `${shown(name)}: ${problem}${purposeOf(schema, name)}`) };
}

function purposeOf(schema: z.ZodType, name: string): string {
  const field = schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>)[name] : undefined;
  return field?.description === undefined ? '' : ` (${field.description})`;
}

/** Reads the environment once, in a main file. On a wrong one, says which variables and ends the process. An empty variable counts as unset. */
export function parseEnv<T>(schema: z.ZodType<T>, env: Readonly<Record<string, string | undefined>> = process.env): T {
  const result = readEnv(schema, env);
  if (result.ok) return result.env;
  process.stderr.write(`${result.lines.join('\n')}\n`);
  process.exit(exitCode);
}
