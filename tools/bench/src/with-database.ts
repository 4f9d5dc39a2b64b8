import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';

/** Runs `work` on a database of its own, which is dropped afterwards. */
export async function withDatabase<T>(serverUrl: string, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const name = `bench_${randomBytes(4).toString('hex')}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  try {
    await admin.query(`create database ${escapeIdentifier(name)}`);
    return await work(url.href);
  } finally {
    await admin.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
    await admin.end();
  }
}
