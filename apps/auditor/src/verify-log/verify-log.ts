import type { KafkaClient } from '@latchkey/kafka';
import type { DataSource, EntityManager } from 'typeorm';
import type { LogKeys } from '../checkpoints/log-keys.js';
import { StoredHashes } from '../logs/stored-hashes.js';
import { TreeBrokenError } from '../logs/tree-broken.error.js';
import { CompactRange } from '../tree/compact-range.js';
import { rootOf } from '../tree/root.js';
import { type Finding, Findings } from './finding.js';
import { GoneRecords } from './gone-records.js';
import { SignedHeads } from './signed-heads.js';
import { faultOf, storedEntries } from './stored-entries.js';
import { TopicLeaves } from './topic-leaves.js';

export interface Verification {
  readonly log: string;
  readonly entries: number;
  /** Entries of which only the commitment is left to check: their record was erased, or dropped with its month. */
  readonly erased: number;
  readonly dropped: number;
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
    // What is published was committed before, so that this sees it.
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      const heads = await SignedHeads.find(manager, log, { keys: this.keys, kept, findings });
      const gone = await GoneRecords.find(manager, log, findings);
      const entries = await recompute(manager, log, { topic, published, heads, gone, findings });
      const { erased, dropped } = gone;
      return { log, entries, erased, dropped, signed: heads.size, topic: topic.from === undefined ? null : [topic.from, topic.to], findings: findings.all };
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
  readonly published: number;
  readonly heads: SignedHeads;
  readonly gone: GoneRecords;
  readonly findings: Findings;
}

/** Answers how many entries there are. */
async function recompute(manager: EntityManager, log: string, { topic, published, heads, gone, findings }: Against): Promise<number> {
  const tree = new CompactRange();
  let entries = 0;
  for await (const entry of storedEntries(manager, log)) {
    const fault = faultOf(log, entry);
    if (fault) findings.add({ where: 'database', difference: fault, index: entry.index });
    // A record that somebody put beside the one that is there; it is found by what it does not say.
    if (entry.index < entries) continue;
    if (entry.index !== entries) findings.add({ where: 'database', difference: 'missing', index: entries });
    topic.compare(entry, published);
    if (!entry.record) gone.meet(entry.index);
    tree.append(entry.leafHash);
    entries += 1;
    heads.meet(entries, () => tree.root());
  }
  await compareEnds(manager, log, { entries, expected: Math.max(heads.size, topic.to), findings });
  await compareTree(manager, log, { entries, root: tree.root(), findings });
  return entries;
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
