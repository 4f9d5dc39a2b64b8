import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { errorPages, errorSection, readErrorPages } from '@latchkey/runtime';
import { notifierErrors } from './notifier.errors.js';

it('docs/errors has a page for each error of the notifier, as the code has it, and no other (renew it with `npm run docs`)', () => {
  const folder = new URL('../../../docs/errors/', import.meta.url);
  expect(readErrorPages(folder, 'Notifier')).toEqual(errorPages('Notifier', notifierErrors));
  expect(readFileSync(new URL('README.md', folder), 'utf8')).toContain(errorSection('Notifier', notifierErrors));
});
