import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { stopCodes } from './log-stopped.error.js';

it('docs/guides/stopped-logs.md lists why a log may be stopped, as the code has it', () => {
  const docs = readFileSync(new URL('../../../../docs/guides/stopped-logs.md', import.meta.url), 'utf8');
  const rows = Object.entries(stopCodes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  expect(docs).toContain(`| code | meaning |\n|---|---|\n${rows.join('\n')}\n`);
});
