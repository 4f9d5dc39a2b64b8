import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { envTable, readEnv } from '@latchkey/runtime';
import { verifierEnv } from './verifier.env.js';

const needed = { KAFKA_BROKERS: 'localhost:9092' };

function linesFor(env: Record<string, string>): readonly string[] {
  const result = readEnv(verifierEnv, env);
  return result.ok ? [] : result.lines;
}

describe('the environment of the verifier', () => {
  it('needs a broker, and refuses what is older than a quarter of an hour unless told otherwise', () => {
    const defaults = { VERIFIER_PORT: 3002, VERIFIER_HOST: '127.0.0.1', VERIFIER_STALENESS_BOUND_SECONDS: 900, VERIFIER_ON_STALE: 'closed' };
    expect(readEnv(verifierEnv, needed)).toMatchObject({ ok: true, env: defaults });
    expect(linesFor({})).toEqual([expect.stringMatching(/^KAFKA_BROKERS: is not set/)]);
  });

  it('holds no caller back, but does hold back who guesses, unless told otherwise', () => {
    expect(readEnv(verifierEnv, needed)).toMatchObject({ ok: true, env: { RATE_LIMIT_PER_MINUTE: 0, UNKNOWN_CREDENTIALS_PER_MINUTE: 60 } });
    expect(readEnv(verifierEnv, { ...needed, RATE_LIMIT_PER_MINUTE: '600' })).toMatchObject({ ok: true, env: { RATE_LIMIT_PER_MINUTE: 600 } });
  });

  it.each([
    ['KAFKA_BROKERS', 'marker'],
    ['RATE_LIMIT_PER_MINUTE', '-1'],
    ['UNKNOWN_CREDENTIALS_PER_MINUTE', 'marker'],
    ['VERIFIER_PORT', '65536'],
    ['VERIFIER_STALENESS_BOUND_SECONDS', '-1'],
    ['VERIFIER_STALENESS_BOUND_SECONDS', 'marker'],
    ['VERIFIER_ON_STALE', 'marker'],
    ['VERIFIER_SNAPSHOT_SECONDS', '0'],
    ['PUBLIC_ISSUER_URL', 'marker'],
  ])('names %s where it is wrong', (name, value) => {
    const lines = linesFor({ ...needed, [name]: value });
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
    expect(lines.join('')).not.toContain('marker');
  });
});

it('docs/configuration.md lists every variable of the verifier, as the code has them', () => {
  const docs = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  expect(docs).toContain(`## Verifier\n\n${envTable(verifierEnv)}\n`);
});
