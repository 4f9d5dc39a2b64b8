import type { Batch } from '@latchkey/kafka';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { LogKeys } from '../checkpoints/log-keys.js';
import { Cluster } from '../ingest-batch/cluster.js';

type CheckpointBatch = Batch<'audit-checkpoints'>;

interface Recalled {
  readonly log: string;
  readonly size: number;
  readonly note: string;
  readonly signedAt: string;
}

/**
 * Takes up what was published and is not stored, as after a backup was restored: the next checkpoint has to extend that as well. How far the topic was read
 * commits with what was read, so that a restored position leads back to what was lost.
 */
@Injectable()
export class RecallCheckpoints {
  constructor(
    private readonly dataSource: DataSource,
    private readonly cluster: Cluster,
    private readonly keys: LogKeys,
  ) {}

  /** Answers the offset to go on from. */
  async execute(batch: CheckpointBatch, now: Date): Promise<bigint> {
    // Without keys there is no telling what is ours; it is read again once there are some.
    if (this.keys.verifiers.length === 0) return batch.nextOffset;
    return this.dataSource.transaction(async (manager) => {
      const position = await lockPosition(manager, batch);
      if (batch.fromOffset > position && (await this.cluster.low(batch)) <= position) return position;
      for (const recalled of this.signedIn(batch)) await store(manager, recalled, now);
      const next = batch.nextOffset > position ? batch.nextOffset : position;
      await manager.query('update auditor.checkpoint_positions set next_offset = $2 where partition = $1', [batch.partition, String(next)]);
      return next;
    });
  }

  /** Whoever may write the topic may not stop a log: what no listed key has signed is none of ours. */
  private signedIn({ records }: CheckpointBatch): Recalled[] {
    return records.flatMap(({ decoded }) => {
      if (decoded.kind !== 'event') return [];
      const { log, checkpoint: note } = decoded.event.data;
      const opened = this.keys.openOf(log, note);
      return opened ? [{ log, size: opened.size, note, signedAt: decoded.event.time }] : [];
    });
  }
}

/** That of a topic which was made anew is its start. */
async function lockPosition(manager: EntityManager, { partition, endOffset }: CheckpointBatch): Promise<bigint> {
  await manager.query('insert into auditor.checkpoint_positions (partition) values ($1) on conflict do nothing', [partition]);
  const rows: { next: string }[] = await manager.query('select next_offset as next from auditor.checkpoint_positions where partition = $1 for update', [partition]);
  const position = BigInt(rows[0]?.next ?? 0);
  return position > endOffset ? 0n : position;
}

async function store(manager: EntityManager, { log, size, note, signedAt }: Recalled, now: Date): Promise<void> {
  await manager.query(
    'insert into auditor.checkpoints (log, size, note, signed_at, published_at) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [log, size, note, signedAt, now],
  );
}
