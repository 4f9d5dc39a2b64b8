import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase, type Ended, runMain, type TestDatabase } from '@latchkey/testing';
import { isToken, redactSecrets } from '@latchkey/tokens';

let database: TestDatabase;
let folder: string;
beforeEach(async () => {
  database = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'bootstrap-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

/** In a folder of its own. */
const run = (main: string, env: Record<string, string>, ...args: string[]): Promise<Ended> => runMain(import.meta.url, main, { env, cwd: folder }, ...args);
const migrated = async (): Promise<Record<string, string>> => {
  const env = { DATABASE_URL: database.url };
  expect(await run('migrate.main', env)).toMatchObject({ code: 0 });
  return env;
};

describe('bootstrap', () => {
  it('prints the first secret once, and refuses to do it twice', async () => {
    const env = await migrated();
    const first = await run('bootstrap.main', env);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const { access_token: secret, expires_at: expiresAt, ...ids } = JSON.parse(first.stdout) as Record<string, string>;
    expect(isToken(secret ?? '')).toBe(true);
    expect(first.stdout.split(secret as string)).toHaveLength(2);
    expect(Date.parse(expiresAt ?? '') - Date.now()).toBeLessThanOrEqual(24 * 3_600_000);
    expect(Object.keys(ids)).toEqual(['customer_id', 'token_id']);
    expect(readdirSync(folder)).toEqual([]);

    const second = await run('bootstrap.main', env);
    expect(second).toMatchObject({ code: 3, stdout: '' });
    expect(second.stderr).toContain('nothing was changed');
  });

  it('saves a demo for the local stack, which its owner alone can read', async () => {
    const env = await migrated();
    const file = join(folder, 'demo.json');
    writeFileSync(file, 'of an earlier stack', { mode: 0o644 });
    const { code, stdout, stderr } = await run('bootstrap.main', { ...env, LATCHKEY_DEMO_FILE: file, KAFKA_BROKERS: 'k:9092', VERIFIER_PORT: '4002' }, '--demo');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { access_token: secret, customer_id: customerId } = JSON.parse(stdout) as Record<string, string>;
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      customer_id: customerId,
      access_token: secret,
      issuer_url: 'http://127.0.0.1:3001',
      verifier_url: 'http://127.0.0.1:4002',
      auditor_url: 'http://127.0.0.1:3003',
      notifier_url: 'http://127.0.0.1:3004',
      kafka_brokers: 'k:9092',
      database_url: database.url,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['demo.json']);
  });

  it('makes no demo in an image, and nothing else then', async () => {
    const env = await migrated();
    const refused = await run('bootstrap.main', { ...env, LATCHKEY_IMAGE: '1' }, '--demo');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('an image makes no demo token');
    expect(readdirSync(folder)).toEqual([]);
    expect(await run('bootstrap.main', { ...env, LATCHKEY_IMAGE: '1' })).toMatchObject({ code: 0 });
  });

  it('fails on an option that it does not know, and on a database that was not migrated', async () => {
    const unknown = await run('bootstrap.main', { DATABASE_URL: database.url }, '--force');
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    const bare = await run('bootstrap.main', { DATABASE_URL: database.url });
    expect(bare).toMatchObject({ code: 1, stdout: '' });
    expect(redactSecrets(bare.stderr)).toBe(bare.stderr);
  });
});

describe('a wrong environment', () => {
  it.each([
    ['main', ['DATABASE_URL', 'KAFKA_BROKERS']],
    ['migrate.main', ['DATABASE_URL']],
    ['bootstrap.main', ['DATABASE_URL']],
    ['republish.main', ['DATABASE_URL']],
    ['compare.main', ['DATABASE_URL', 'KAFKA_BROKERS']],
    ['doctor.main', ['DATABASE_URL', 'KAFKA_BROKERS']],
  ])('ends %s with 78, and is named', async (main, names) => {
    const [missing, wrong] = await Promise.all([run(main, {}), run(main, { DATABASE_URL: 'mysql://user:marker@host/x', KAFKA_BROKERS: 'localhost:9092' })]);
    expect(missing).toMatchObject({ code: 78, stdout: '' });
    expect(missing.stderr.trim().split('\n').map((line) => line.split(':')[0])).toEqual(names);
    expect(wrong).toMatchObject({ code: 78, stdout: '' });
    expect(wrong.stderr).toMatch(/^DATABASE_URL: /);
    expect(wrong.stderr).not.toContain('marker');
  });
});
