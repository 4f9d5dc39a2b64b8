import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { envTable, readEnv } from '@latchkey/runtime';
import { auditorEnv } from './auditor.env.js';

const needed = { DATABASE_URL: 'postgres://latchkey@localhost/latchkey', KAFKA_BROKERS: 'localhost:9092' };

describe('the environment of the auditor', () => {
  it('needs a database and a broker, and has defaults for the rest', () => {
    expect(readEnv(auditorEnv, needed)).toMatchObject({ ok: true, env: { AUDITOR_PORT: 3003, AUDITOR_HOST: '127.0.0.1', KAFKA_TOPIC_PREFIX: 'latchkey.' } });
    expect(readEnv(auditorEnv, {})).toEqual({
      ok: false,
      lines: [expect.stringMatching(/^DATABASE_URL: is not set/), expect.stringMatching(/^KAFKA_BROKERS: is not set/)],
    });
  });

  it('names its port where that is wrong', () => {
    expect(readEnv(auditorEnv, { ...needed, AUDITOR_PORT: '65536' })).toEqual({ ok: false, lines: [expect.stringMatching(/^AUDITOR_PORT: /)] });
  });
});

it('docs/configuration.md lists every variable of the auditor, as the code has them', () => {
  const docs = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  expect(docs).toContain(`## Auditor\n\n${envTable(auditorEnv)}\n`);
});
