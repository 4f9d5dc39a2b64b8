import { readdirSync, readFileSync } from 'node:fs';
import type { ErrorKind } from './api-error.js';

export type ErrorKinds = Readonly<Record<string, ErrorKind>>;

const ownerLine = (owner: string): string => `| answered by | ${owner.toLowerCase()} |`;

/** The pages of docs/errors for these codes, by file name. `owner` is the service's heading in the index. */
export function errorPages(owner: string, kinds: ErrorKinds): Record<string, string> {
  return Object.fromEntries(Object.entries(kinds).map(([code, kind]) => [`${code}.md`, errorPage(owner, code, kind)]));
}

function errorPage(owner: string, code: string, { status, title, meaning, advice }: ErrorKind): string {
  return `# ${title}

| | |
|---|---|
| \`code\` | \`${code}\` |
| \`type\` | \`urn:latchkey:error:${code}\` |
| status | ${status} |
${ownerLine(owner)}

${meaning}

## What to do

${advice}
`;
}

/** The section of docs/errors/README.md for these codes. */
export function errorSection(owner: string, kinds: ErrorKinds): string {
  const rows = Object.entries(kinds).map(([code, { status, meaning }]) => `| [\`${code}\`](${code}.md) | ${status} | ${meaning} |`);
  return [`## ${owner}`, '', '| code | status | meaning |', '|---|---|---|', ...rows, ''].join('\n');
}

/** The pages that stand in the folder for this owner. */
export function readErrorPages(folder: URL, owner: string): Record<string, string> {
  const pages = readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder), 'utf8')] as const);
  return Object.fromEntries(pages.filter(([, text]) => text.includes(ownerLine(owner))));
}
