import { databaseUrl } from '@latchkey/testing';
import { Client, escapeIdentifier } from 'pg';
import type { DataSource } from 'typeorm';

/** Takes one database away, as a server that goes down would, and gives it back. */
export class PostgresOutage {
  private constructor(private readonly database: string) {}

  static async of(dataSource: DataSource): Promise<PostgresOutage> {
    const [{ name } = { name: '' }]: { name: string }[] = await dataSource.query('select current_database() as name');
    return new PostgresOutage(name);
  }

  begin(): Promise<void> {
    return this.asAdmin('false', 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1');
  }

  end(): Promise<void> {
    return this.asAdmin('true', 'select 1 where $1::text is not null');
  }

  private async asAdmin(allowed: 'true' | 'false', query: string): Promise<void> {
    const admin = new Client({ connectionString: databaseUrl() });
    await admin.connect();
    await admin.query(`alter database ${escapeIdentifier(this.database)} with allow_connections ${allowed}`);
    await admin.query(query, [this.database]);
    await admin.end();
  }
}
