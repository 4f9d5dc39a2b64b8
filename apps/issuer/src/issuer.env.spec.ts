import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { envTable, readEnv } from '@latchkey/runtime';
import { issuerEnv } from './issuer.env.js';

const needed = { DATABASE_URL: 'postgres://latchkey@localhost/latchkey', KAFKA_BROKERS: 'localhost:9092' };
const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
afterAll(() => rmSync(folder, { recursive: true }));

function linesFor(env: Record<string, string>): readonly string[] {
  const result = readEnv(issuerEnv, env);
  return result.ok ? [] : result.lines;
}
function fileOf(text: string): string {
  const file = join(folder, 'catalogue.json');
  writeFileSync(file, text);
  return file;
}

describe('the environment of the issuer', () => {
  it('needs a database and a broker, and has defaults for the rest', () => {
    expect(readEnv(issuerEnv, needed)).toMatchObject({
      ok: true,
      env: { ISSUER_PORT: 3001, ISSUER_HOST: '127.0.0.1', KAFKA_TOPIC_PREFIX: 'latchkey.', TOMBSTONE_AFTER_DAYS: 7 },
    });
    expect(linesFor({})).toEqual([expect.stringMatching(/^DATABASE_URL: is not set/), expect.stringMatching(/^KAFKA_BROKERS: is not set/)]);
  });

  it.each([
    ['DATABASE_URL', 'mysql://marker@localhost/x'],
    ['KAFKA_BROKERS', 'marker'],
    ['RELAY_DATABASE_URL', 'marker'],
    ['ISSUER_PORT', '65536'],
    ['TOMBSTONE_AFTER_DAYS', '0'],
    ['TOMBSTONE_AFTER_DAYS', 'marker'],
    ['LOG_LEVEL', 'marker'],
    ['CATALOGUE', '/there/is/no/such/file'],
    ['LEAK_REPORT_KEYS_URL', 'marker'],
    ['LEAK_REPORT_KEYS_URL', 'http://marker.example/keys'],
  ])('names %s where it is wrong', (name, value) => {
    const lines = linesFor({ ...needed, [name]: value });
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
    expect(lines.join('')).not.toContain('marker');
  });

  it.each([
    ['is not JSON', '{"marker'],
    ['is no catalogue', '{"roles": "marker"}'],
    ['has a role of permissions that there are not', '{"roles": {"buyer": ["shop:buy"]}}'],
  ])('refuses a catalogue that %s', (_, text) => {
    const lines = linesFor({ ...needed, CATALOGUE: fileOf(text) });
    expect(lines).toEqual([expect.stringMatching(/^CATALOGUE: cannot be used: /)]);
    expect(lines.join('')).not.toContain('marker');
  });

  it('takes roles and permissions of the deployment', () => {
    const CATALOGUE = fileOf('{"permissions": ["shop:buy"], "roles": {"buyer": ["shop:buy"]}}');
    expect(readEnv(issuerEnv, { ...needed, CATALOGUE })).toMatchObject({ ok: true, env: { CATALOGUE: { roles: { buyer: ['shop:buy'] } } } });
  });
});

it('docs/configuration.md lists every variable of the issuer, as the code has them', () => {
  const docs = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  expect(docs).toContain(`## Issuer\n\n${envTable(issuerEnv)}\n`);
});
