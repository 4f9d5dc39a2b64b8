import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { mintId } from '@latchkey/tokens';
import { escapeIdentifier, Pool } from 'pg';

type Row = Readonly<Record<string, unknown>>;

/** As the issuer has by default. */
const connections = 10;

/**
 * The least that issuing a token could take: its row and its two outbox rows in one transaction of bare `pg`, in copies of the issuer's tables with all their
 * indexes. No HTTP, no caller to look up, no rights to check, nothing sent on.
 */
export class BareInserts {
  private constructor(
    private readonly pool: Pool,
    private readonly token: Row,
    private readonly records: readonly Row[],
  ) {}

  /** Takes the first token and its records for a pattern, so it has to come before the issuer starts and sends them. */
  static async open(databaseUrl: string): Promise<BareInserts> {
    const pool = new Pool({ connectionString: databaseUrl, max: connections });
    await pool.query(`create schema bench;
      create table bench.tokens (like issuer.tokens including all);
      create table bench.outbox (like issuer.outbox including all)`);
    const { rows: tokens } = await pool.query<Row>('select * from issuer.tokens');
    const { rows: records } = await pool.query<Row>('select topic, key, value, headers from issuer.outbox order by id');
    const [token] = tokens;
    if (!token || records.length !== 2) throw new Error('the first token and its two records were expected');
    return new BareInserts(pool, token, records);
  }

  /** Those of the pattern: a token that is to be like it has them too. */
  get roles(): unknown {
    return this.token['roles'];
  }

  async insert(): Promise<void> {
    const id = mintId();
    const token = { ...this.token, id, family_id: id, digest: createHash('sha256').update(id).digest('hex') };
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query(insertOf('tokens', [token]));
      await client.query(insertOf('outbox', this.records.map((record) => ({ ...record, key: id }))));
      await client.query('commit');
    } finally {
      client.release();
    }
  }

  /** Resolves once the issuer has sent all that it had to. */
  async outboxEmpty(): Promise<void> {
    for (;;) {
      const { rows } = await this.pool.query<{ empty: boolean }>('select not exists (select from issuer.outbox) as empty');
      if (rows[0]?.empty) return;
      await pause(50);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

function insertOf(table: 'tokens' | 'outbox', rows: readonly Row[]): { text: string; values: unknown[] } {
  const columns = Object.keys(rows[0] ?? {});
  const places = rows.map((_, row) => `(${columns.map((_name, column) => `$${row * columns.length + column + 1}`).join(', ')})`);
  const text = `insert into bench.${table} (${columns.map(escapeIdentifier).join(', ')}) values ${places.join(', ')}`;
  return { text, values: rows.flatMap((row) => columns.map((column) => row[column])) };
}
