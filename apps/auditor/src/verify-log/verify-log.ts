import type { KafkaClient } from '@latchkey/kafka';
import type { DataSource, EntityManager } from 'typeorm';
import type { LogKeys } from '../checkpoints/log-keys.js';
import { StoredHashes } from '../logs/stored-hashes.js';
import { TreeBrokenError } from '../logs/tree-broken.error.js';
import { CompactRange } from '../tree/compact-range.js';
import { rootOf } from '../tree/root.js';
import { type Finding, Findings } from './finding.js';
import { SignedHeads } from './signed-heads.js';
import { faultOf, storedEntries } from './stored-entries.js';
import { TopicLeaves } from './topic-leaves.js';

export interface Verification {
  readonly log: string;
  readonly entries: number;
  /** Entries whose record was erased, so that only its commitment is left to check. */
  readonly erased: number;
  /** The largest size that was signed. */
  readonly signed: number;
  /** The entries that the audit topic still has: `[first, after the last]`. */
  readonly topic: readonly [number, number] | null;
  readonly findings: readonly Finding[];
}

/** Computes a log anew, by what stands in the database and by what stands on the audit topic, and holds both against each other and against what was signed. */
export class VerifyLog {
  constructor(
    private readonly dataSource: DataSource,
    private readonly client: KafkaClient,
    private readonly keys: LogKeys,
  ) {}

  /** `kept` is a checkpoint from elsewhere. */
  async execute(log: string, kept?: string): Promise<Verification> {
    const findings = new Findings();
    const published = await this.published(log);
    const topic = await TopicLeaves.read(this.client, log, findings);
    if (topic.from !== undefined && topic.to < published) findings.add({ where: 'topic', difference: 'missing', index: topic.to });
    // What is published was committed before, so that this sees it.
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      const heads = await SignedHeads.find(manager, log, { keys: this.keys, kept, findings });
      const { entries, erased } = await recompute(manager, log, { topic, heads, findings });
      return { log, entries, erased, signed: heads.size, topic: topic.from === undefined ? null : [topic.from, topic.to], findings: findings.all };
    });
  }

  /** How many entries have to stand on the topic, save those that it has dropped. Throws where there is no such log. */
  private async published(log: string): Promise<number> {
    const rows: { next: string }[] = await this.dataSource.query('select next_index as next from auditor.publications where log = $1', [log]);
    if (!rows[0]) throw new Error(`there is no log ${log}`);
    return Number(rows[0].next);
  }
}

interface Against {
  readonly topic: TopicLeaves;
  readonly heads: SignedHeads;
  readonly findings: Findings;
}

async function recompute(manager: EntityManager, log: string, { topic, heads, findings }: Against): Promise<{ entries: number; erased: number }> {
  const tree = new CompactRange();
  let [entries, erased] = [0, 0];
  for await (const entry of storedEntries(manager, log)) {
    if (entry.index !== entries) findings.add({ where: 'database', difference: 'missing', index: entries });
    const fault = faultOf(log, entry);
    if (fault) findings.add({ where: 'database', difference: fault, index: entry.index });
    if (topic.at(entry.index)?.equals(entry.leafHash) === false) findings.add({ where: 'topic', difference: 'differs_from_database', index: entry.index });
    if (!entry.record) erased += 1;
    tree.append(entry.leafHash);
    entries += 1;
    heads.meet(entries, () => tree.root());
  }
  await compareEnds(manager, log, { entries, expected: Math.max(heads.size, topic.to), findings });
  await compareTree(manager, log, { entries, root: tree.root(), findings });
  return { entries, erased };
}

/** Fewer entries than the log says, than were signed or than were published; or more than it says. */
async function compareEnds(manager: EntityManager, log: string, { entries, expected, findings }: { readonly entries: number; readonly expected: number; readonly findings: Findings }): Promise<void> {
  const rows: { size: string }[] = await manager.query('select size from auditor.logs where name = $1', [log]);
  const size = Number(rows[0]?.size ?? 0);
  if (entries < Math.max(size, expected)) findings.add({ where: 'database', difference: 'missing', index: entries });
  if (entries > size) findings.add({ where: 'database', difference: 'extra', index: size });
}

/** What tiles and proofs are made from. */
async function compareTree(manager: EntityManager, log: string, { entries, root, findings }: { readonly entries: number; readonly root: Buffer; readonly findings: Findings }): Promise<void> {
  try {
    if ((await rootOf(entries, new StoredHashes(manager, log, entries).read)).equals(root)) return;
  } catch (error) {
    if (!(error instanceof TreeBrokenError)) throw error;
  }
  findings.add({ where: 'database', difference: 'tree_differs', index: null });
}
