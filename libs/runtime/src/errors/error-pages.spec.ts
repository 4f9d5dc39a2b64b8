import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { errorPages, errorSection, readErrorPages } from './error-pages.js';
import { runtimeErrors } from './runtime-error.js';

const folder = new URL('../../../../docs/errors/', import.meta.url);
const index = readFileSync(new URL('README.md', folder), 'utf8');

describe('docs/errors', () => {
  it('has a page for each error that all services share, as the code has it, and no other (renew it with `npm run docs`)', () => {
    expect(readErrorPages(folder, 'Every service')).toEqual(errorPages('Every service', runtimeErrors));
    expect(index).toContain(errorSection('Every service', runtimeErrors));
  });

  it('has no page that is nobody’s, and none that the index does not name', () => {
    const owners = [...index.matchAll(/^## (.+)$/gm)].map(([, owner = '']) => owner);
    const owned = owners.flatMap((owner) => Object.keys(readErrorPages(folder, owner)));
    expect(readdirSync(folder).sort()).toEqual([...owned, 'README.md'].sort());
    for (const page of owned) expect(index).toContain(`](${page})`);
  });
});
