import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createDatabase, hashOf, templateName, type TestDatabase } from './database.js';
import { databaseUrl } from './environment.js';

const made: TestDatabase[] = [];
const fresh = async (...args: Parameters<typeof createDatabase>): Promise<TestDatabase> => {
  const database = await createDatabase(...args);
  made.push(database);
  return database;
};

const templates: string[] = [];
const uniqueTemplate = (): string => {
  const template = `spec_${randomBytes(8).toString('hex')}`;
  templates.push(template);
  return template;
};

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

afterAll(async () => {
  for (const database of made) await database.drop();
  for (const template of templates) await query(databaseUrl(), `DROP DATABASE IF EXISTS ${templateName(template)}`);
});

describe('createDatabase', () => {
  it('makes a database that nobody else has', async () => {
    const [one, two] = await Promise.all([fresh(), fresh()]);
    await query(one.url, 'CREATE TABLE mine (id int)');
    await expect(query(two.url, 'SELECT * FROM mine')).rejects.toThrow('does not exist');
  });

  it('migrates the new database where no template is named', async () => {
    const database = await fresh((url) => query(url, 'CREATE TABLE migrated (id int)'));
    expect(await query(database.url, 'SELECT * FROM migrated')).toEqual([]);
  });

  it('migrates a template once for all who ask for it at the same time', async () => {
    let migrations = 0;
    const migrate = (url: string): Promise<unknown> => {
      migrations += 1;
      return query(url, 'CREATE TABLE migrated AS SELECT 7 AS id');
    };
    const template = uniqueTemplate();
    const databases = await Promise.all([1, 2, 3].map(() => fresh(migrate, template)));
    for (const { url } of databases) expect(await query(url, 'SELECT id FROM migrated')).toEqual([{ id: 7 }]);
    expect(migrations).toBe(1);
  });

  it('leaves no template behind when the migration fails', async () => {
    const template = uniqueTemplate();
    const broken = async (url: string): Promise<void> => {
      await query(url, 'CREATE TABLE half_done (id int)');
      throw new Error('broken migration');
    };
    await expect(fresh(broken, template)).rejects.toThrow('broken migration');
    const database = await fresh((url) => query(url, 'CREATE TABLE migrated (id int)'), template);
    await expect(query(database.url, 'SELECT * FROM half_done')).rejects.toThrow('does not exist');
  });

  it('drops a database that still has connections', async () => {
    const database = await createDatabase();
    const client = new Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    await database.drop();
    await expect(query(database.url, 'SELECT 1')).rejects.toThrow('does not exist');
  });
});

describe('hashOf', () => {
  const folder = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'hash-of-'))}/`);
  const write = (file: string, text: string): void => writeFileSync(new URL(file, folder), text);

  it('is another as soon as a file is changed, added or named otherwise', async () => {
    const seen: string[] = [];
    const note = async (): Promise<number> => seen.push(await hashOf(folder));
    write('1-first.ts', 'one');
    await note();
    write('1-first.ts', 'two');
    await note();
    write('2-second.ts', 'two');
    await note();
    renameSync(new URL('2-second.ts', folder), new URL('3-third.ts', folder));
    await note();
    mkdirSync(new URL('below/', folder));
    write('below/4-fourth.ts', 'four');
    await note();
    seen.push(await hashOf(folder, new URL('below/', folder)));
    expect(new Set(seen).size).toBe(6);
    expect(await hashOf(folder, new URL('below/', folder))).toBe(seen.at(-1));
    rmSync(folder, { recursive: true });
  });
});
