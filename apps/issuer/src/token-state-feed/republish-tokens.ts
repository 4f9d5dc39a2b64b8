import type { Outbox } from '@latchkey/outbox';
import { In } from 'typeorm';
import type { DataSource } from 'typeorm';
import { stateRecord } from '../tokens/token-state.js';
import { TokenEntity } from '../tokens/token.entity.js';
import type { Generation } from './generation.js';
import type { GenerationStore } from './generation-store.js';

const pageSize = 200;

/** Appends the state of every token that is not buried to the outbox again, as it stands and with the sequence that it has. */
export class RepublishTokens {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly store: GenerationStore,
  ) {}

  /** Resumes after the last page that was appended for this generation. Resolves with the database's clock once all are appended. */
  async execute(generation: Generation, signal: AbortSignal): Promise<Date | undefined> {
    let after = generation.republishedTo;
    while (!signal.aborted) {
      const ids = await this.page(after);
      if (ids.length === 0) return this.clock();
      await this.appendAll(ids);
      after = ids.at(-1) as string;
      await this.store.saveRepublished(generation.id, after);
      await this.outbox.wake();
    }
    return undefined;
  }

  /**
   * Tokens whose rows are locked come one by one, each in a transaction of its own: who waits for a lock while holding another may
   * wait for ever. None is left out, for the transaction that holds the lock may yet roll back.
   */
  private async appendAll(ids: readonly string[]): Promise<void> {
    const appended = new Set(await this.append(ids, 'skip locked'));
    for (const id of ids.filter((each) => !appended.has(each))) await this.append([id], '');
  }

  private append(ids: readonly string[], ifLocked: 'skip locked' | ''): Promise<string[]> {
    return this.dataSource.transaction(async (manager) => {
      const rows: { id: string }[] = await manager.query(
        `select id from issuer.tokens where id = any($1) and tombstoned_at is null for no key update ${ifLocked}`,
        [ids],
      );
      const locked = rows.map(({ id }) => id);
      const tokens = await manager.findBy(TokenEntity, { id: In(locked) });
      await this.outbox.append(manager, tokens.map(stateRecord));
      return locked;
    });
  }

  private async page(after: string): Promise<string[]> {
    const rows: { id: string }[] = await this.dataSource.query(
      `select id from issuer.tokens where id > $1 and tombstoned_at is null order by id limit ${pageSize}`,
      [after],
    );
    return rows.map(({ id }) => id);
  }

  private async clock(): Promise<Date> {
    const rows: { now: Date }[] = await this.dataSource.query('select clock_timestamp() as now');
    return (rows[0] as { now: Date }).now;
  }
}
