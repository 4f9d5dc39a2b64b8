import type { Outbox } from '@latchkey/outbox';
import { In } from 'typeorm';
import type { DataSource } from 'typeorm';
import { stateRecord } from '../tokens/token-state.js';
import { TokenEntity } from '../tokens/token.entity.js';

const pageSize = 200;

/** Of the tokens that are not buried, those that have all that is named here. */
export interface Republication {
  readonly customerId?: string | undefined;
  readonly tokenId?: string | undefined;
  /** Those whose ids come after this one. */
  readonly after?: string;
  /** Ends it after the page under way. */
  readonly signal?: AbortSignal;
  /** Called after the commit of each page. */
  readonly appended?: (lastTokenId: string) => Promise<void>;
}

/** Appends states of tokens to the outbox again, as they stand and with the sequences that they have. */
export class RepublishTokens {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
  ) {}

  /** In the order of their ids. Answers how many were appended. */
  async execute(republication: Republication): Promise<number> {
    let { after = '' } = republication;
    let count = 0;
    while (!republication.signal?.aborted) {
      const ids = await this.page(republication, after);
      if (ids.length === 0) break;
      count += await this.appendAll(ids);
      after = ids.at(-1) as string;
      await republication.appended?.(after);
      await this.outbox.wake();
    }
    return count;
  }

  /**
   * Tokens whose rows are locked come one by one, each in a transaction of its own: who waits for a lock while holding another may
   * wait for ever. None is left out, for the transaction that holds the lock may yet roll back.
   */
  private async appendAll(ids: readonly string[]): Promise<number> {
    const appended = new Set(await this.append(ids, 'skip locked'));
    for (const id of ids.filter((each) => !appended.has(each))) {
      for (const late of await this.append([id], '')) appended.add(late);
    }
    return appended.size;
  }

  private append(ids: readonly string[], ifLocked: 'skip locked' | ''): Promise<string[]> {
    return this.dataSource.transaction(async (manager) => {
      const rows: { id: string }[] = await manager.query(
        `select id from issuer.tokens where id = any($1) and tombstoned_at is null for no key update ${ifLocked}`,
        [ids],
      );
      const locked = rows.map(({ id }) => id);
      const tokens = await manager.find(TokenEntity, { where: { id: In(locked) }, order: { id: 'ASC' } });
      await this.outbox.append(manager, tokens.map(stateRecord));
      return locked;
    });
  }

  private async page({ customerId, tokenId }: Republication, after: string): Promise<string[]> {
    const rows: { id: string }[] = await this.dataSource.query(
      `select id from issuer.tokens
       where id > $1 and tombstoned_at is null and customer_id = coalesce($2, customer_id) and id = coalesce($3, id)
       order by id limit ${pageSize}`,
      [after, customerId ?? null, tokenId ?? null],
    );
    return rows.map(({ id }) => id);
  }
}
