import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { databaseEnv } from './env-fields.js';
import { readEnv } from './parse-env.js';

const folder = mkdtempSync(join(tmpdir(), 'database-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const ca = file('ca.pem', '-----BEGIN CERTIFICATE-----\n');
const other = file('other.txt', 'marker');

const linesFor = (query: string): readonly string[] => {
  const result = readEnv(z.object(databaseEnv), { DATABASE_URL: `postgres://latchkey:marker@db/latchkey${query}` });
  return result.ok ? [] : result.lines;
};

describe('the TLS of DATABASE_URL', () => {
  it.each(['', '?sslmode=disable', '?sslmode=verify-full', `?sslmode=verify-full&sslrootcert=${ca}`, `?sslrootcert=${ca}`])('may be %p', (query) => {
    expect(linesFor(query)).toEqual([]);
  });

  it.each([
    ['?sslmode=require', 'expected sslmode=verify-full, or sslmode=disable'],
    ['?sslmode=verify-ca', 'expected sslmode=verify-full, or sslmode=disable'],
    ['?sslmode=no-verify', 'expected sslmode=verify-full, or sslmode=disable'],
    ['?ssl=0', 'says by sslmode alone whether TLS is used'],
    ['?sslmode=verify-full&uselibpqcompat=true', 'says by sslmode alone whether TLS is used'],
    ['?sslrootcert=/there/is/none', 'expected as sslrootcert the path of a file in PEM'],
    [`?sslmode=verify-full&sslrootcert=${other}`, 'expected as sslrootcert the path of a file in PEM'],
    ['?sslmode=verify-full&sslkey=/marker', 'expected as sslkey the path of a file in PEM'],
  ])('may not be %p: one line says so, and shows no value', (query, reason) => {
    const lines = linesFor(query);
    expect(lines).toEqual([expect.stringMatching(/^DATABASE_URL: /)]);
    expect(lines.join()).toContain(`DATABASE_URL: ${reason} (`);
    expect(lines.join()).not.toContain('marker');
  });
});
