import { Client, type QueryResultRow } from 'pg';

/** Questions to Postgres from aside: it may be away at any time, and answers again once it is back. */
export class Database {
  private client: Client | undefined;

  constructor(private readonly url: string) {}

  async query<Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = await this.connected();
    try {
      return (await client.query<Row>(sql, [...values])).rows;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  private async connected(): Promise<Client> {
    if (this.client) return this.client;
    const client = new Client({ connectionString: this.url, connectionTimeoutMillis: 2_000, query_timeout: 10_000 });
    // A query that is under way hears of it as well.
    client.on('error', () => (this.client = undefined));
    await client.connect();
    this.client = client;
    return client;
  }
}
