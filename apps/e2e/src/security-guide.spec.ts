import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { principals } from '@latchkey/contracts';

const docs = new URL('../../../docs/', import.meta.url);
const guide = readFileSync(new URL('security.md', docs), 'utf8');
const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

it('the table of rights says what is declared', () => {
  const [, table = ''] = /<!-- rights -->\n(.*)\n<!-- \/rights -->/s.exec(guide) ?? [];
  const rows = principals.map(({ name, ...may }) => `| \`${name}\` | ${[may.reads, may.writes, may.groups, may.transactionalIds].map(listed).join(' | ')} |`);
  expect(table.split('\n').slice(2)).toEqual(rows);
});

describe('the test of each threat', () => {
  const threats = [...guide.matchAll(/^\| (.+) \| .+ \| \[[^\]]+\]\((.+\.spec\.ts)\): (.+) \|$/gm)].map(([, threat = '', file = '', title = '']) => [threat, file, title] as const);

  it('is named for all of them', () => {
    const [, table = ''] = /## Threats\n.*?\|---\|---\|---\|\n(.*?)\n\n/s.exec(guide) ?? [];
    expect(threats).toHaveLength(table.split('\n').length);
  });

  it.each(threats)('is there: %s', (_, file, title) => {
    expect(readFileSync(new URL(file, docs), 'utf8')).toContain(title);
  });
});
