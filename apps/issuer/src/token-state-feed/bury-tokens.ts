import type { OutgoingRecord } from '@latchkey/contracts';
import type { Outbox } from '@latchkey/outbox';
import type { DataSource } from 'typeorm';

const pageSize = 200;

/** Appends a tombstone for each token that has been revoked or expired for longer than the retention, so that readers may forget it. */
export class BuryTokens {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly retentionMs: number,
  ) {}

  async execute(now: Date, signal: AbortSignal): Promise<void> {
    const deadSince = new Date(now.getTime() - this.retentionMs);
    while (!signal.aborted && (await this.buryPage(now, deadSince)) === pageSize) await this.outbox.wake();
    await this.outbox.wake();
  }

  /** A token whose row is locked is being changed, so it is looked at again by the next sweep. */
  private buryPage(now: Date, deadSince: Date): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const rows: { id: string }[] = await manager.query(
        `select id from issuer.tokens
         where tombstoned_at is null and (status = 'revoked' and changed_at < $1 or expires_at < $1)
         order by id limit ${pageSize} for no key update skip locked`,
        [deadSince],
      );
      const ids = rows.map(({ id }) => id);
      await this.outbox.append(manager, ids.map(tombstone));
      await manager.query('update issuer.tokens set tombstoned_at = $2 where id = any($1)', [ids, now]);
      return ids.length;
    });
  }
}

/** Tells readers to forget a token. */
export function tombstone(tokenId: string): OutgoingRecord {
  return { topic: 'token-state', key: tokenId, value: null, headers: {} };
}
