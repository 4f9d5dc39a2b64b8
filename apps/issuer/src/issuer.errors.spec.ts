import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { errorPages, errorSection, readErrorPages } from '@latchkey/runtime';
import { issuerErrors } from './issuer.errors.js';

it('docs/errors has a page for each error of the issuer, as the code has it, and no other (renew it with `npm run docs`)', () => {
  const folder = new URL('../../../docs/errors/', import.meta.url);
  expect(readErrorPages(folder, 'Issuer')).toEqual(errorPages('Issuer', issuerErrors));
  expect(readFileSync(new URL('README.md', folder), 'utf8')).toContain(errorSection('Issuer', issuerErrors));
});
