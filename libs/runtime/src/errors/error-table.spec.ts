import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { errorTable } from './error-table.js';
import { runtimeErrors } from './runtime-error.js';

it('docs/errors.md lists every error that all services share, as the code has them', () => {
  const docs = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
  expect(docs).toContain(`## Every service\n\n${errorTable(runtimeErrors)}\n`);
});
