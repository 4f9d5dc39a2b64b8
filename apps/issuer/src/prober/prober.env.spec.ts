import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { envTable, readEnv } from '@latchkey/runtime';
import { proberEnv } from './prober.env.js';

const needed = { PROBER_TOKEN: 'lka_marker', PROBER_ISSUER_URL: 'http://issuer:3001', PROBER_VERIFIER_URLS: 'http://verifier-0:3002, http://verifier-1:3002' };

describe('the environment of the prober', () => {
  it('needs a token and where to ask, and has defaults for the rest', () => {
    const env = { PROBER_PORT: 3005, PROBER_VERIFIER_URLS: ['http://verifier-0:3002', 'http://verifier-1:3002'], PROBER_EVERY_SECONDS: 60, PROBER_OBJECTIVE_SECONDS: 1 };
    expect(readEnv(proberEnv, needed)).toMatchObject({ ok: true, env });
  });

  it.each([
    ['PROBER_ISSUER_URL', 'http://issuer/marker'],
    ['PROBER_VERIFIER_URLS', 'http://verifier:3002,marker'],
    ['PROBER_VERIFIER_URLS', 'http://verifier:3002,'],
    ['PROBER_EVERY_SECONDS', '0'],
    ['PROBER_OBJECTIVE_SECONDS', 'marker'],
    ['PROBER_GIVE_UP_SECONDS', '301'],
    ['PROBER_GIVE_UP_SECONDS', '0.9'],
  ])('names %s where it is wrong', (name, value) => {
    const result = readEnv(proberEnv, { ...needed, [name]: value });
    expect(result).toEqual({ ok: false, lines: [expect.stringMatching(new RegExp(`^${name}: (?!.*marker)`))] });
  });
});

describe('docs/configuration.md', () => {
  const docs = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');

  it('lists every variable of the prober, as the code has them', () => {
    expect(docs).toContain(`## Prober\n\n${envTable(proberEnv)}\n`);
  });

  it('names them where it lists the commands', () => {
    const row = docs.split('\n').find((line) => line.startsWith('| `node apps/issuer/dist/prober.main.js` |')) ?? '';
    for (const name of Object.keys(proberEnv.shape)) expect(row).toContain(`\`${name}\``);
  });
});
