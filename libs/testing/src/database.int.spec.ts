import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createDatabase, type TestDatabase } from './database.js';

const made: TestDatabase[] = [];
const fresh = async (...args: Parameters<typeof createDatabase>): Promise<TestDatabase> => {
  const database = await createDatabase(...args);
  made.push(database);
  return database;
};

const uniqueTemplate = (): string => `spec_${randomBytes(8).toString('hex')}`;

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
  await Promise.all(made.map((database) => database.drop()));
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
