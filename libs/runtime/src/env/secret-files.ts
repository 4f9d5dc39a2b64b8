import { readFileSync } from 'node:fs';
import { z } from 'zod';

type Variables = Readonly<Record<string, string>>;

/** By the name of the secret, not by that of the variable that names its file. */
export interface SecretFiles {
  readonly read: Variables;
  readonly faults: ReadonlyMap<string, string>;
}

/** A field that holds a secret says so in its `meta`: `{ secret: true }`. */
export function isSecret(field: z.ZodType): boolean {
  return field.meta()?.['secret'] === true;
}

/** The variable that names the file of a secret. */
export function fileVariable(name: string): string {
  return `${name}_FILE`;
}

/** Reads each secret of the schema of which a variable names the file. Line ends at the end of a file are no part of it. */
export function readSecretFiles(schema: z.ZodType, env: Variables): SecretFiles {
  const read: Record<string, string> = {};
  const faults = new Map<string, string>();
  for (const name of secretNames(schema)) {
    const file = env[fileVariable(name)];
    if (file === undefined) continue;
    const found = name in env ? { fault: `is set, and so is ${name}: expected one of them` } : readSecret(file);
    if ('fault' in found) faults.set(name, found.fault);
    else read[name] = found.secret;
  }
  return { read, faults };
}

function secretNames(schema: z.ZodType): string[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>)
    .filter(([, field]) => isSecret(field))
    .map(([name]) => name);
}

function readSecret(file: string): { readonly secret: string } | { readonly fault: string } {
  try {
    const secret = readFileSync(file, 'utf8').replace(/[\r\n]+$/, '');
    return secret === '' ? { fault: 'the file is empty' } : { secret };
  } catch (error) {
    return { fault: `the file cannot be read (${String((error as NodeJS.ErrnoException).code)})` };
  }
}
