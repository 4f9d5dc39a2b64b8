import { describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { databaseEnv, host, port, runtimeEnv } from './env-fields.js';
import { parseEnv, readEnv } from './parse-env.js';

const schema = z.object({ THING_PORT: port(3009), THING_HOST: host, ...runtimeEnv, ...databaseEnv });
const url = 'postgres://someone:hunter2@db.example/latchkey';

describe('readEnv', () => {
  it('fills in what has a default', () => {
    expect(readEnv(schema, { DATABASE_URL: url })).toEqual({
      ok: true,
      env: {
        THING_PORT: 3009,
        THING_HOST: '127.0.0.1',
        LOG_LEVEL: 'info',
        TRUST_PROXY: 0,
        SHUTDOWN_DELAY_SECONDS: 0,
        RATE_LIMIT_PER_MINUTE: 6_000,
        UNKNOWN_CREDENTIALS_PER_MINUTE: 60,
        DATABASE_URL: url,
        DATABASE_POOL_SIZE: 10,
      },
    });
  });

  it('names each wrong variable once, with what is expected and never its value', () => {
    const result = readEnv(schema, { THING_PORT: '70000-marker', LOG_LEVEL: 'marker', DATABASE_URL: 'mysql://u:marker@h/d', TRUST_PROXY: '99' });
    expect(result).toEqual({
      ok: false,
      lines: [
        'THING_PORT: expected a number (a port to listen on, default 3009)',
        'LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace (fatal, error, warn, info, debug, trace; default info)',
        'TRUST_PROXY: expected at most 10 (how many proxies in front set X-Forwarded-For, default 0)',
        'DATABASE_URL: expected a valid url (postgres://user:password@host:port/database, over TLS with ?sslmode=verify-full&sslrootcert=<file in PEM>)',
      ],
    });
  });

  it.each([undefined, ''])('says that a required variable is not set when it is %p', (value) => {
    expect(readEnv(schema, { DATABASE_URL: value })).toEqual({
      ok: false,
      lines: ['DATABASE_URL: is not set (postgres://user:password@host:port/database, over TLS with ?sslmode=verify-full&sslrootcert=<file in PEM>)'],
    });
  });
});

describe('parseEnv', () => {
  it('prints the lines and ends the process with 78', () => {
    const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${String(code)}`);
    });
    try {
      expect(() => parseEnv(schema, {})).toThrow('exit 78');
      expect(written.mock.calls).toEqual([['DATABASE_URL: is not set (postgres://user:password@host:port/database, over TLS with ?sslmode=verify-full&sslrootcert=<file in PEM>)\n']]);
    } finally {
      written.mockRestore();
      exit.mockRestore();
    }
  });
});
