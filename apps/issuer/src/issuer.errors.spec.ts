import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { errorTable } from '@latchkey/runtime';
import { issuerErrors } from './issuer.errors.js';

it('docs/errors.md lists every error of the issuer, as the code has them', () => {
  const docs = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  expect(docs).toContain(`## Issuer\n\n${errorTable(issuerErrors)}\n`);
});
