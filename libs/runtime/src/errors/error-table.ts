import type { ErrorKind } from './api-error.js';

/** The errors as the rows of docs/errors.md. */
export function errorTable(kinds: Readonly<Record<string, ErrorKind>>): string {
  const rows = Object.entries(kinds).map(([code, { status, meaning }]) => `| \`${code}\` | ${status} | ${meaning} |`);
  return ['| code | status | meaning |', '|---|---|---|', ...rows].join('\n');
}
