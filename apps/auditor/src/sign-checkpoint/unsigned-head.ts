import type { EntityManager } from 'typeorm';
import type { LogKeys } from '../checkpoints/log-keys.js';
import { growTree } from '../logs/grow-tree.js';
import { StoredHashes } from '../logs/stored-hashes.js';
import { TreeBrokenError } from '../logs/tree-broken.error.js';
import { provesConsistency, type TreeHead } from '../tree/check-proofs.js';
import { consistencyProof } from '../tree/proofs.js';
import { rootOf } from '../tree/root.js';
import { CheckpointRefusedError } from './checkpoint-refused.error.js';

/**
 * The tree of a log as it stands, under the lock by which the log grows; undefined where it is of the size that was signed last. Throws a CheckpointRefusedError
 * where it does not extend what was signed last.
 */
export async function unsignedHead(manager: EntityManager, keys: LogKeys, log: string): Promise<TreeHead | undefined> {
  const { size, note } = await lockStanding(manager, log);
  const last = note === null ? undefined : opened(note, keys, log);
  if (size === (last?.size ?? 0)) return undefined;
  try {
    await growTree(manager, log, size);
    return await extend(new StoredHashes(manager, log, size), log, size, last);
  } catch (error) {
    if (error instanceof TreeBrokenError) throw new CheckpointRefusedError('tree_broken', log, { cause: error });
    throw error;
  }
}

interface Standing {
  readonly size: number;
  /** The last checkpoint. */
  readonly note: string | null;
}

async function lockStanding(manager: EntityManager, log: string): Promise<Standing> {
  const rows: { size: string }[] = await manager.query('select size from auditor.logs where name = $1 for update', [log]);
  const notes: { note: string }[] = await manager.query('select note from auditor.checkpoints where log = $1 order by size desc limit 1', [log]);
  return { size: Number(rows[0]?.size ?? 0), note: notes[0]?.note ?? null };
}

/** Whoever can write the table could otherwise have the next checkpoint extend a tree that was never signed. */
function opened(note: string, keys: LogKeys, log: string): TreeHead {
  const checkpoint = keys.openOf(log, note);
  if (!checkpoint) throw new CheckpointRefusedError('last_not_ours', log);
  return checkpoint;
}

async function extend(hashes: StoredHashes, log: string, size: number, last: TreeHead | undefined): Promise<TreeHead> {
  if (last && size < last.size) throw new CheckpointRefusedError('log_shrunk', log);
  const head = { size, root: await rootOf(size, hashes.read) };
  if (last && !provesConsistency(last, head, await consistencyProof(last.size, size, hashes.read))) throw new CheckpointRefusedError('not_extending', log);
  return head;
}
