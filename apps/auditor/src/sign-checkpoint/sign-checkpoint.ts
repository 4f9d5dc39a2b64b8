import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { LogKeys } from '../checkpoints/log-keys.js';
import { growTree } from '../logs/grow-tree.js';
import { StoredHashes } from '../logs/stored-hashes.js';
import { TreeBrokenError } from '../logs/tree-broken.error.js';
import { provesConsistency, type TreeHead } from '../tree/check-proofs.js';
import { consistencyProof } from '../tree/proofs.js';
import { rootOf } from '../tree/root.js';
import { CheckpointRefusedError } from './checkpoint-refused.error.js';

/** How far a log is signed. */
export interface SigningState {
  readonly log: string;
  /** Entries that no checkpoint covers; less than none where there are fewer than were signed. */
  readonly unsigned: number;
}

interface Standing {
  readonly size: number;
  /** The last checkpoint. */
  readonly note: string | null;
}

/** Signs the tree of a log as it stands, once it has proven to itself that it extends the tree that it signed last. One instance at a time does. */
@Injectable()
export class SignCheckpoint {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: LogKeys,
  ) {}

  async survey(): Promise<SigningState[]> {
    const rows: { log: string; unsigned: string }[] = await this.dataSource.query(
      `select name as log, size - coalesce((select max(size) from auditor.checkpoints where log = name), 0) as unsigned from auditor.logs order by name`,
    );
    return rows.map(({ log, unsigned }) => ({ log, unsigned: Number(unsigned) }));
  }

  /** Answers whether there was anything to sign. Throws a CheckpointRefusedError rather than sign a fork. */
  async execute(log: string, now: Date): Promise<boolean> {
    try {
      return await this.dataSource.transaction((manager) => this.sign(manager, log, now));
    } catch (error) {
      if (error instanceof TreeBrokenError) throw new CheckpointRefusedError('tree_broken', log, { cause: error });
      throw error;
    }
  }

  private async sign(manager: EntityManager, log: string, now: Date): Promise<boolean> {
    const { size, note } = await lockStanding(manager, log);
    const last = note === null ? undefined : this.opened(note, log);
    if (size === (last?.size ?? 0)) return false;
    await growTree(manager, log, size);
    const head = await extend(new StoredHashes(manager, log, size), log, size, last);
    await manager.query('insert into auditor.checkpoints (log, size, note, signed_at) values ($1, $2, $3, $4)', [log, size, this.keys.sign(log, head), now]);
    return true;
  }

  /** Whoever can write the table could otherwise have the next checkpoint extend a tree that was never signed. */
  private opened(note: string, log: string): TreeHead {
    const checkpoint = this.keys.openOf(log, note);
    if (!checkpoint) throw new CheckpointRefusedError('last_not_ours', log);
    return checkpoint;
  }
}

/** Under the lock by which the log grows. */
async function lockStanding(manager: EntityManager, log: string): Promise<Standing> {
  const rows: { size: string }[] = await manager.query('select size from auditor.logs where name = $1 for update', [log]);
  const notes: { note: string }[] = await manager.query('select note from auditor.checkpoints where log = $1 order by size desc limit 1', [log]);
  return { size: Number(rows[0]?.size ?? 0), note: notes[0]?.note ?? null };
}

async function extend(hashes: StoredHashes, log: string, size: number, last: TreeHead | undefined): Promise<TreeHead> {
  if (last && size < last.size) throw new CheckpointRefusedError('log_shrunk', log);
  const head = { size, root: await rootOf(size, hashes.read) };
  if (last && !provesConsistency(last, head, await consistencyProof(last.size, size, hashes.read))) throw new CheckpointRefusedError('not_extending', log);
  return head;
}
