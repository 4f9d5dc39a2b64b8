import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** What pg reads of TLS in an address, as libpq does. */
const files = ['sslrootcert', 'sslcert', 'sslkey'] as const;

/**
 * Of libpq's modes those that are what they seem: `require` and `verify-ca` encrypt, but take another's server for ours. An address that names a certificate or key and no mode
 * means verify-full.
 */
export function checkDatabaseTls(text: string, context: z.RefinementCtx): void {
  if (!URL.canParse(text)) return;
  const { searchParams } = new URL(text);
  const refuse = (message: string): void => context.addIssue({ code: 'custom', message });
  const mode = searchParams.get('sslmode');
  if (mode !== null && mode !== 'verify-full' && mode !== 'disable') refuse('expected sslmode=verify-full, or sslmode=disable');
  if (['ssl', 'uselibpqcompat'].some((name) => searchParams.has(name))) refuse('says by sslmode alone whether TLS is used');
  const missing = files.find((name) => searchParams.has(name) && !isReadable(searchParams.get(name) ?? ''));
  if (missing !== undefined) refuse(`expected as ${missing} the path of a file in PEM`);
}

function isReadable(file: string): boolean {
  try {
    return readFileSync(file, 'utf8').includes('-----BEGIN ');
  } catch {
    return false;
  }
}
