import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startPostgres, testDatabaseSettings } from '../postgres/start-postgres.js';
import { Children } from '../processes/children.js';
import { appsWithDatabase } from '../services/apps.js';
import { makeCertificates } from './certificates.js';
import { environmentOf } from './environment.js';
import { makeSchemas } from './secure-postgres.js';
import { makeSecurity, type Security } from './security.js';

const folder = mkdtempSync(join(tmpdir(), 'secure-postgres-'));
// Root's Postgres runs as another user.
chmodSync(folder, 0o755);
const children = new Children();
let security: Security;
let admin: string;

beforeAll(async () => {
  security = await makeSecurity(join(folder, 'security'));
  admin = (await startPostgres({ dataDir: join(folder, 'postgres'), settings: testDatabaseSettings, children, security })).url;
  // As an earlier version had it: all of it belongs to whoever migrated.
  await ask(admin, 'create schema issuer; create table issuer.tokens (id int generated always as identity, name text); create function issuer.name_of(int) returns text language sql return null');
  await makeSchemas(admin);
  for (const app of appsWithDatabase) await ask(urlOf(app), `create table ${app}.own (id serial)`);
});
afterAll(async () => {
  await children.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const urlOf = (app: string): string => environmentOf(app, { databaseUrl: admin, security })['DATABASE_URL'] ?? '';
function changed(url: string, change: (url: URL) => void): string {
  const other = new URL(url);
  change(other);
  return other.href;
}

describe.each(appsWithDatabase)('the role of the %s', (app) => {
  let client: Client;
  beforeAll(async () => {
    client = new Client({ connectionString: urlOf(app) });
    await client.connect();
  });
  afterAll(() => client.end());

  it.each([
    `insert into ${app}.own default values`,
    `alter table ${app}.own add note text`,
    'listen anything',
    'select pg_advisory_lock(1)',
  ])('may: %s', async (sql) => void (await client.query(sql)));

  it.each([
    ...appsWithDatabase.filter((other) => other !== app).flatMap((other) => [`select from ${other}.own`, `drop schema ${other} cascade`, `create table ${other}.mine (id int)`]),
    'create schema mine',
    'create table public.mine (id int)',
    'create temporary table mine (id int)',
    'create role mine',
    `copy (select 1) to program 'true'`,
    `select pg_read_file('/etc/passwd')`,
  ])('may not: %s', async (sql) => expect(client.query(sql)).rejects.toThrow(/permission denied|must be owner/));
});

describe('schemas.sql', () => {
  it('hands over what another role made, and may be run again', async () => {
    await makeSchemas(admin);
    await ask(urlOf('issuer'), `alter table issuer.tokens add more int; insert into issuer.tokens (name) values ('x'); drop function issuer.name_of(int)`);
  });
});

describe('whoever cannot be let in hears why', () => {
  it('the verifier has no database', () => expect(urlOf('verifier')).toBe(''));

  it.each([
    ['without TLS', (url: URL) => url.searchParams.set('sslmode', 'disable'), /no encryption/],
    ['with a wrong password', (url: URL) => void (url.password = 'wrong'), /password authentication failed/],
    ['believing whom Node does', (url: URL) => url.searchParams.delete('sslrootcert'), /certificate/],
  ])('%s', async (_, change, reason) => {
    await expect(ask(changed(urlOf('issuer'), change), 'select 1')).rejects.toThrow(reason);
  });

  it('believing another authority', async () => {
    const file = join(folder, 'other.pem');
    writeFileSync(file, (await makeCertificates()).ca);
    await expect(ask(changed(urlOf('issuer'), (url) => url.searchParams.set('sslrootcert', file)), 'select 1')).rejects.toThrow(/certificate/);
  });

  it('at a name that is not the server’s', async () => {
    // As 127.0.0.1 is in the certificate and this is not.
    await expect(ask(changed(urlOf('issuer'), (url) => void (url.hostname = '0.0.0.0')), 'select 1')).rejects.toThrow(/does not match certificate/);
  });
});
