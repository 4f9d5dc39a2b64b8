import type { Batch } from '@latchkey/kafka';
import type { EntityManager } from 'typeorm';

/**
 * Notes how far the batch's partition was read, and holds its row: an instance that has lost the partition, and does not know it yet, takes its turn.
 * A batch from before the position means that the partition is read again, or is another one of that name: then nothing is known until its next heartbeat,
 * for tokens that were buried come back without what ended them.
 */
export async function advance(manager: EntityManager, batch: Batch<'token-state'>, asOf: string | undefined, now: Date): Promise<void> {
  await manager.query(
    `insert into notifier.positions as held (partition, next_offset, as_of, heard_at) values ($1, $2, $3, $4)
     on conflict (partition) do update set
       next_offset = excluded.next_offset,
       as_of = coalesce(excluded.as_of, case when $5 >= held.next_offset then held.as_of end),
       heard_at = case when excluded.as_of is null and $5 >= held.next_offset then held.heard_at else excluded.heard_at end`,
    [batch.partition, String(batch.nextOffset), asOf ?? null, now, String(batch.fromOffset)],
  );
}
