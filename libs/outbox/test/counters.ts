import type { OutgoingRecord } from '@latchkey/contracts';
import { DataSource } from 'typeorm';
import { createOutbox } from '../src/outbox-table.js';
import { Outbox } from '../src/outbox.js';
import type { RelayLog } from '../src/relay-options.js';

export const schema = 'counters';
export const silent: RelayLog = { log: () => undefined, warn: () => undefined };

/** A small service with an outbox: each change of a counter is a record with its new sequence. */
export class Counters {
  readonly outbox: Outbox;

  private constructor(
    readonly dataSource: DataSource,
    log: RelayLog,
  ) {
    this.outbox = new Outbox(dataSource, schema, log);
  }

  static async migrate(url: string): Promise<void> {
    const { dataSource } = await Counters.open(url);
    const runner = dataSource.createQueryRunner();
    await runner.query(`create schema ${schema}`);
    await runner.query(`create table ${schema}.counter (key text primary key, sequence int not null)`);
    await createOutbox(runner, schema);
    await runner.release();
    await dataSource.destroy();
  }

  static async open(url: string, log: RelayLog = silent): Promise<Counters> {
    const dataSource = new DataSource({ type: 'postgres', url, poolSize: 20 });
    await dataSource.initialize();
    return new Counters(dataSource, log);
  }

  async change(key: string, wake = true): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const rows: { sequence: number }[] = await manager.query(
        `insert into ${schema}.counter values ($1, 1)
         on conflict (key) do update set sequence = counter.sequence + 1 returning sequence`,
        [key],
      );
      await this.outbox.append(manager, [recordOf(key, rows[0]?.sequence ?? 0)]);
    });
    if (wake) await this.outbox.wake();
  }

  async waiting(): Promise<{ id: string; key: string; value: string | null }[]> {
    return this.dataSource.query(`select id, key, value from ${schema}.outbox order by id`);
  }

  async depth(): Promise<number> {
    const rows: { depth: number }[] = await this.dataSource.query(`select count(*)::int as depth from ${schema}.outbox`);
    return rows[0]?.depth ?? 0;
  }

  async clear(): Promise<void> {
    await this.dataSource.query(`truncate ${schema}.outbox, ${schema}.counter`);
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }
}

export function recordOf(key: string, sequence: number): OutgoingRecord {
  return { topic: 'token-events', key, value: JSON.stringify({ sequence }), headers: { ce_id: `${key}@${sequence}` } };
}
