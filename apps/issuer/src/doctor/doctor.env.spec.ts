import { describe, expect, it } from '@jest/globals';
import { readEnv } from '@latchkey/runtime';
import { doctorEnv } from './doctor.env.js';

const needed = { DATABASE_URL: 'postgres://latchkey@localhost/latchkey', KAFKA_BROKERS: 'localhost:9092' };

describe('the URLs of services', () => {
  it('are lists, and empty unless they are set', () => {
    const read = readEnv(doctorEnv, { ...needed, VERIFIER_URLS: 'http://verifier-0:3002, https://[::1]:3002/' });
    expect(read).toMatchObject({ ok: true, env: { ISSUER_URLS: [], VERIFIER_URLS: ['http://verifier-0:3002', 'https://[::1]:3002/'] } });
  });

  it.each(['verifier:3002', 'ftp://verifier', 'http://user:marker@verifier', 'http://verifier/path', 'http://verifier?marker', 'http://verifier#marker', 'http://a,marker'])('are not %j', (value) => {
    expect(readEnv(doctorEnv, { ...needed, VERIFIER_URLS: value })).toEqual({ ok: false, lines: [expect.stringMatching(/^VERIFIER_URLS: expected (?!.*marker)/)] });
  });
});
