import { databaseUrl } from '@latchkey/testing';
import { Client, escapeIdentifier } from 'pg';

/** A backup of a database of the test run, on the same server. Whoever is connected to the database when it is made or put back is shut out. */
export class DatabaseCopy {
  private readonly name: string;
  private readonly copy: string;

  constructor(url: string) {
    this.name = new URL(url).pathname.slice(1);
    this.copy = `${this.name}_backup`;
  }

  async make(): Promise<void> {
    await this.replace(this.copy, this.name);
  }

  /** In place of the database, of which nothing is left. */
  async putBack(): Promise<void> {
    await this.replace(this.name, this.copy);
  }

  async drop(): Promise<void> {
    await asAdmin((admin) => admin.query(`drop database if exists ${escapeIdentifier(this.copy)}`));
  }

  private async replace(name: string, by: string): Promise<void> {
    await asAdmin(async (admin) => {
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = any($1)', [[name, by]]);
      await admin.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
      await admin.query(`create database ${escapeIdentifier(name)} template ${escapeIdentifier(by)}`);
    });
  }
}

async function asAdmin(work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ connectionString: databaseUrl() });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
