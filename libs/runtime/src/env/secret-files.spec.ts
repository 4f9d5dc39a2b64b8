import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { databaseEnv } from './env-fields.js';
import { type EnvResult, readEnv } from './parse-env.js';

const url = 'postgres://someone:hunter2@db.example/latchkey';
const plain = z.string().optional().describe('no secret');
const schema = z.object({ DATABASE_URL: databaseEnv.DATABASE_URL, PLAIN: plain }).superRefine(() => undefined);

const folder = mkdtempSync(join(tmpdir(), 'secret-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const file = join(folder, 'marker');
  writeFileSync(file, text);
  return file;
}

const read = (env: Record<string, string>): EnvResult<unknown> => readEnv<unknown>(schema, env);

describe('a secret in a file', () => {
  it.each(['', '\n', '\r\n', '\n\n'])('is what stands before %j at the end', (end) => {
    expect(read({ DATABASE_URL_FILE: fileWith(`${url}${end}`), DATABASE_URL: '' })).toEqual({ ok: true, env: { DATABASE_URL: url } });
  });

  it.each<[string, () => Record<string, string>, string]>([
    ['that is not there', () => ({ DATABASE_URL_FILE: join(folder, 'marker', 'none') }), 'the file cannot be read (ENOTDIR)'],
    ['that is a folder', () => ({ DATABASE_URL_FILE: folder }), 'the file cannot be read (EISDIR)'],
    ['that is empty', () => ({ DATABASE_URL_FILE: fileWith('') }), 'the file is empty'],
    ['that holds a line end alone', () => ({ DATABASE_URL_FILE: fileWith('\n') }), 'the file is empty'],
    ['that holds something else', () => ({ DATABASE_URL_FILE: fileWith('mysql://u:marker@h/d') }), 'expected a valid url'],
    ['beside the variable itself', () => ({ DATABASE_URL_FILE: fileWith(url), DATABASE_URL: url }), 'is set, and so is DATABASE_URL: expected one of them'],
  ])('%s is one line, with neither the content nor the path', (_, env, problem) => {
    fileWith('something');
    expect(read(env())).toEqual({ ok: false, lines: [`DATABASE_URL_FILE: ${problem} (postgres://user:password@host:port/database, over TLS with ?sslmode=verify-full&sslrootcert=<file in PEM>)`] });
  });

  it('is for secrets alone', () => {
    expect(read({ DATABASE_URL: url, PLAIN_FILE: fileWith('text') })).toEqual({ ok: true, env: { DATABASE_URL: url } });
  });

  it('is told of together with what else is wrong', () => {
    const more = z.object({ ...schema.shape, OTHER: z.string() });
    expect(readEnv(more, { DATABASE_URL_FILE: fileWith('') })).toEqual({
      ok: false,
      lines: ['DATABASE_URL_FILE: the file is empty (postgres://user:password@host:port/database, over TLS with ?sslmode=verify-full&sslrootcert=<file in PEM>)', 'OTHER: is not set'],
    });
  });
});
