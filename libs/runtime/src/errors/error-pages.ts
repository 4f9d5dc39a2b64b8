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

/** The index with this section instead of the one of the same heading, or at its end. */
export function withSection(index: string, section: string): string {
  const [heading = ''] = section.split('\n', 1);
  const start = index.indexOf(`${heading}\n`);
  if (start < 0) return `${index}\n${section}`;
  const next = index.indexOf('\n## ', start);
  return index.slice(0, start) + section + (next < 0 ? '' : index.slice(next));
}

/** The pages that stand in the folder for this owner. */
export function readErrorPages(folder: URL, owner: string): Record<string, string> {
  const pages = readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder), 'utf8')] as const);
  return Object.fromEntries(pages.filter(([, text]) => text.includes(ownerLine(owner))));
}
