import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { Client } from 'pg';
import { copyIn } from './copy-in.js';
import type { Guide } from './guide.js';

export type Row = Readonly<Record<string, unknown>>;

/** A database that the export is landed in as the guide says. */
export interface AnalystsDatabase {
  /** All of the export, once more if so called. */
  land(): Promise<void>;
  rows(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

export class DuckDb implements AnalystsDatabase {
  private constructor(
    private readonly connection: DuckDBConnection,
    private readonly guide: Guide,
  ) {}

  /** As the guide has left it. */
  static async open(guide: Guide): Promise<DuckDb> {
    const connection = await (await DuckDBInstance.create(join(guide.folder, 'audit.duckdb'))).connect();
    await connection.run(`set file_search_path = '${guide.folder}'`);
    return new DuckDb(connection, guide);
  }

  async land(): Promise<void> {
    await this.rows(this.guide.read('docs/analytics/duckdb.sql'));
  }

  async rows(sql: string): Promise<Row[]> {
    return (await this.connection.runAndReadAll(sql)).getRowObjectsJson();
  }

  async close(): Promise<void> {
    this.connection.closeSync();
  }
}

export class Postgres implements AnalystsDatabase {
  private constructor(
    private readonly client: Client,
    private readonly guide: Guide,
  ) {}

  static async open(guide: Guide, connectionString: string): Promise<Postgres> {
    const client = new Client({ connectionString, options: '-c timezone=UTC' });
    await client.connect();
    return new Postgres(client, guide);
  }

  async land(): Promise<void> {
    await this.client.query(this.guide.read('docs/analytics/postgres.sql'));
    const [, options] = /\\copy audit_lines from audit\.ndjson (with \(.*\))/.exec(this.guide.block('sh', String.raw`\copy`)) ?? [];
    // What psql makes of its \copy; it is no part of what the tests need.
    await copyIn(this.client, `copy audit_lines from stdin ${options}`, Buffer.from(this.guide.read('audit.ndjson')));
    await this.client.query(this.guide.block('sql', 'insert into audit_records'));
  }

  async rows(sql: string): Promise<Row[]> {
    const { rows } = await this.client.query<Row>(sql);
    return rows;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
