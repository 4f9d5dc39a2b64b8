import { expect, it } from '@jest/globals';
import { withSection } from './with-section.js';

const section = '## Issuer\n\nnew\n';

it('replaces the section of that heading alone', () => {
  expect(withSection('# Errors\n\n## Issuer\n\nold\n\n## Verifier\n\nkept\n', section)).toBe('# Errors\n\n## Issuer\n\nnew\n\n## Verifier\n\nkept\n');
  expect(withSection('# Errors\n\n## Issuer\n\nold\n', section)).toBe('# Errors\n\n## Issuer\n\nnew\n');
});

it('adds one that is not there', () => {
  expect(withSection('# Errors\n', section)).toBe('# Errors\n\n## Issuer\n\nnew\n');
});
