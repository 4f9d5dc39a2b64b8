import { createHash, randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, escapeIdentifier } from 'pg';
import { databaseUrl } from './environment.js';

export interface TestDatabase {
  readonly url: string;
  /** Closes what is still connected to it, too. */
  drop(): Promise<void>;
}

export type Migrate = (url: string) => Promise<unknown>;

/**
 * A database of its own for one test file. With `template`, a name that changes whenever `migrate` would do something else (see `hashOf`), `migrate` runs
 * once for all files that name it, and each gets a copy; without, it runs on the new database.
 */
export async function createDatabase(migrate?: Migrate, template?: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const url = urlOf(name);
  await asAdmin(async (admin) => {
    const source = migrate && template !== undefined ? await ensureTemplate(admin, migrate, template) : 'template1';
    await admin.query(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(source)}`);
  });
  if (migrate && template === undefined) await migrate(url);
  return { url, drop: () => asAdmin((admin) => dropDatabase(admin, name)) };
}

/** Names the content of folders, with all that lies below, for use as a template's name: of those with the migrations, and what these import. */
export async function hashOf(...folders: readonly URL[]): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    for (const file of files.sort()) hash.update(`${relative(fileURLToPath(folder), file)}\0`).update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 32);
}

/** Hashed, since Postgres would cut a long name short and so make two templates one. */
export function templateName(template: string): string {
  return `template_${createHash('sha256').update(template).digest('hex').slice(0, 32)}`;
}

async function ensureTemplate(admin: Client, migrate: Migrate, template: string): Promise<string> {
  const name = templateName(template);
  // Session-wide, so that it also goes when this process dies half-way.
  await admin.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name]);
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (!rowCount) await buildTemplate(admin, migrate, name);
  await admin.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name]);
  return name;
}

/** It gets its name only once it is whole: a failed or killed migration leaves nothing that could pass for a template. */
async function buildTemplate(admin: Client, migrate: Migrate, name: string): Promise<void> {
  const unfinished = `${name}_unfinished`;
  await dropDatabase(admin, unfinished);
  await admin.query(`CREATE DATABASE ${escapeIdentifier(unfinished)} TEMPLATE template1`);
  await migrate(urlOf(unfinished));
  await admin.query(`ALTER DATABASE ${escapeIdentifier(unfinished)} RENAME TO ${escapeIdentifier(name)}`);
}

async function dropDatabase(admin: Client, name: string): Promise<void> {
  await admin.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
}

async function asAdmin<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: databaseUrl() });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(databaseUrl());
  url.pathname = `/${database}`;
  return url.href;
}
