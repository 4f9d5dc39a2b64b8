import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checks } from './checks.js';

const here = new URL('./', import.meta.url);
const root = new URL('../../../../', here);
const files = readdirSync(here).filter((file) => file.endsWith('.check.ts'));
const sources = files.map((file) => readFileSync(new URL(file, here), 'utf8')).join('\n');

describe('the checks', () => {
  it('are those of the folder, each under a name of its own', () => {
    expect(checks).toHaveLength(files.length);
    expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  });

  it('need none that comes after them', () => {
    for (const [at, { needs }] of checks.entries()) {
      if (needs !== undefined) expect(checks.slice(0, at).map(({ name }) => name)).toContain(needs);
    }
  });

  it('name runbooks that there are', () => {
    const pages = readdirSync(new URL('docs/runbooks/', root)).map((file) => file.replace(/\.md$/, ''));
    const named = [...sources.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !pages.includes(name ?? ''))).toEqual([]);
  });

  it('ask for metrics that services show', () => {
    const documented = readFileSync(new URL('docs/metrics.md', root), 'utf8');
    const asked = [...sources.matchAll(/metric: '(latchkey_\w+)'/g)].map(([, name]) => name ?? '');
    const ruled = [...sources.matchAll(/ {2}rule\('(\w+)'/g)].map(([, name]) => name ?? '');
    expect([asked.length, ruled.length]).toEqual([7, 17]);
    for (const name of asked) expect(documented).toContain(`\`${name}\``);
    for (const name of ruled) expect(documented).toMatch(new RegExp(`\`latchkey_(audit_)?${name}\``));
  });
});
