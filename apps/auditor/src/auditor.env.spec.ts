import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { envTable, readEnv } from '@latchkey/runtime';
import { auditorEnv } from './auditor.env.js';
import { generateSignerKey, readSigner } from './checkpoints/note-keys.js';

const needed = { DATABASE_URL: 'postgres://latchkey@localhost/latchkey', KAFKA_BROKERS: 'localhost:9092' };

describe('the environment of the auditor', () => {
  it('needs a database and a broker, and has defaults for the rest', () => {
    expect(readEnv(auditorEnv, needed)).toMatchObject({ ok: true, env: { AUDITOR_PORT: 3003, AUDITOR_HOST: '127.0.0.1', KAFKA_TOPIC_PREFIX: 'latchkey.' } });
    expect(readEnv(auditorEnv, {})).toEqual({
      ok: false,
      lines: [expect.stringMatching(/^DATABASE_URL: is not set/), expect.stringMatching(/^KAFKA_BROKERS: is not set/)],
    });
  });

  it('takes a signing key and those that signed earlier, and repeats nothing of one that is wrong', () => {
    const key = generateSignerKey('latchkey.test/logs');
    const former = readSigner(generateSignerKey('former')).verifier.encoded;
    const read = readEnv(auditorEnv, { ...needed, AUDITOR_SIGNING_KEY: key, AUDITOR_FORMER_KEYS: [former, former].join() });
    expect(read).toMatchObject({ ok: true, env: { AUDITOR_SIGNING_KEY: { name: 'latchkey.test/logs' }, AUDITOR_FORMER_KEYS: [{ name: 'former' }, { name: 'former' }] } });
    const wrong = readEnv(auditorEnv, { ...needed, AUDITOR_SIGNING_KEY: key.replace('latchkey', 'marker'), AUDITOR_FORMER_KEYS: 'marker', AUDITOR_LOG_ORIGIN: 'marker/' });
    expect(wrong).toEqual({ ok: false, lines: ['AUDITOR_SIGNING_KEY', 'AUDITOR_FORMER_KEYS', 'AUDITOR_LOG_ORIGIN'].map((name) => expect.stringMatching(new RegExp(`^${name}: expected`))) });
    expect(JSON.stringify(wrong)).not.toContain('marker');
  });

  it('takes the signing key and the address of the database that deploy/compose/make-secrets.sh makes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'auditor-secrets-'));
    const script = fileURLToPath(new URL('../../../deploy/compose/make-secrets.sh', import.meta.url));
    execFileSync(script, ['auditor.example.com/logs'], { env: { ...process.env, LATCHKEY_SECRETS: folder } });
    // In the container the folder is another.
    const DATABASE_URL = readFileSync(join(folder, 'auditor_database_url'), 'utf8').trim().replace('/run/secrets', folder);
    const read = readEnv(auditorEnv, { KAFKA_BROKERS: needed.KAFKA_BROKERS, AUDITOR_SIGNING_KEY_FILE: join(folder, 'auditor_signing_key'), DATABASE_URL });
    rmSync(folder, { recursive: true });
    expect(read).toMatchObject({ ok: true, env: { AUDITOR_SIGNING_KEY: { name: 'auditor.example.com/logs' } } });
  });

  it('keeps records for 13 months unless it is told for how many, and takes no part of one', () => {
    expect(readEnv(auditorEnv, needed)).toMatchObject({ ok: true, env: { AUDITOR_RETENTION_MONTHS: 13 } });
    expect(readEnv(auditorEnv, { ...needed, AUDITOR_RETENTION_MONTHS: '0' })).toMatchObject({ ok: true, env: { AUDITOR_RETENTION_MONTHS: 0 } });
    for (const months of ['-1', '1.5', 'x', '1201']) {
      expect(readEnv(auditorEnv, { ...needed, AUDITOR_RETENTION_MONTHS: months })).toEqual({ ok: false, lines: [expect.stringMatching(/^AUDITOR_RETENTION_MONTHS: /)] });
    }
  });

  it('names its port where that is wrong', () => {
    expect(readEnv(auditorEnv, { ...needed, AUDITOR_PORT: '65536' })).toEqual({ ok: false, lines: [expect.stringMatching(/^AUDITOR_PORT: /)] });
  });
});

it('docs/configuration.md lists every variable of the auditor, as the code has them', () => {
  const docs = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  expect(docs).toContain(`## Auditor\n\n${envTable(auditorEnv)}\n`);
});
