import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from, to } from 'pg-copy-streams';

/** The records of an auditor’s database, to be copied into a table of the same columns and indexes, by nothing but `COPY`. */
export class CopiedRows {
  private constructor(
    private readonly chunks: readonly Buffer[],
    readonly count: number,
  ) {}

  static async take(client: Client): Promise<CopiedRows> {
    const stream = client.query(to('copy (select * from auditor.records order by log, index) to stdout (format binary)'));
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(stream, 'end');
    return new CopiedRows(chunks, stream.rowCount);
  }

  /** Rows a second, durably committed. */
  async copyInto(client: Client): Promise<number> {
    await client.query('create table auditor.copied (like auditor.records including all)');
    const start = performance.now();
    await pipeline(Readable.from(this.chunks), client.query(from('copy auditor.copied from stdin (format binary)')));
    const took = performance.now() - start;
    await client.query('drop table auditor.copied');
    return (this.count / took) * 1_000;
  }
}
