import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';

/** Runs `work` on a database of its own, which is dropped afterwards; a copy of another to which nobody is connected, where one is named. */
export async function withDatabase<T>(serverUrl: string, work: (databaseUrl: string) => Promise<T>, { copyOf }: { readonly copyOf?: string } = {}): Promise<T> {
  const name = `bench_${randomBytes(4).toString('hex')}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  try {
    await admin.query(`create database ${escapeIdentifier(name)}${copyOf === undefined ? '' : ` template ${escapeIdentifier(nameIn(copyOf))} strategy file_copy`}`);
    return await work(url.href);
  } finally {
    await admin.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
    await admin.end();
  }
}

function nameIn(databaseUrl: string): string {
  return new URL(databaseUrl).pathname.slice(1);
}
