import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { envTable, readEnv } from '@latchkey/runtime';
import { notifierEnv } from './notifier.env.js';

const given = { DATABASE_URL: 'postgres://localhost/postgres', KAFKA_BROKERS: 'localhost:9092' };
const read = (days?: string) => readEnv(notifierEnv, days === undefined ? given : { ...given, NOTIFIER_NOTIFY_DAYS: days });

describe('notifierEnv', () => {
  it('warns 30, 7 and 1 days ahead on port 3004 unless told otherwise', () => {
    expect(read()).toMatchObject({ ok: true, env: { NOTIFIER_NOTIFY_DAYS: [30, 7, 1], NOTIFIER_PORT: 3004 } });
    expect(read('365,1')).toMatchObject({ ok: true, env: { NOTIFIER_NOTIFY_DAYS: [365, 1] } });
  });

  it.each([
    ['no number', '30,seven', 'has the wrong format'],
    ['a day that is none', '30,0', 'expected days from 1 to 365'],
    ['more than a year', '366', 'expected days from 1 to 365'],
    ['more than ten', '1,2,3,4,5,6,7,8,9,10,11', 'expected at most 10'],
    ['a day twice', '7,7', 'names a day twice'],
  ])('refuses %s', (_, days, why) => {
    expect(read(days)).toEqual({ ok: false, lines: [expect.stringContaining(`NOTIFIER_NOTIFY_DAYS: ${why} (days before expiry`)] });
  });
});

describe('NOTIFIER_PUBLIC_URL', () => {
  const key = Buffer.alloc(32, 7).toString('base64');
  const withUrl = (url: string, more: object = { NOTIFIER_SECRETS_KEY: key }) => readEnv(notifierEnv, { ...given, ...more, NOTIFIER_PUBLIC_URL: url });

  it('is an https address with a path or without', () => {
    expect(withUrl('https://notify.example.com/latchkey/')).toMatchObject({ ok: true, env: { NOTIFIER_PUBLIC_URL: 'https://notify.example.com/latchkey' } });
    for (const url of ['http://notify.example.com', 'https://notify.example.com/?a=b', 'notify.example.com']) expect(withUrl(url)).toMatchObject({ ok: false });
  });

  it('needs a key to seal links under', () => {
    expect(withUrl('https://notify.example.com', {})).toMatchObject({ ok: false, lines: [expect.stringContaining('NOTIFIER_SECRETS_KEY: is not set')] });
  });
});

it('docs/configuration.md lists every variable of the notifier, as the code has them', () => {
  const docs = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  expect(docs).toContain(`## Notifier\n\n${envTable(notifierEnv)}\n`);
});
