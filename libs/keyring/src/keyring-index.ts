import type { TokenIndexOptions } from './token-index/index-parts.js';
import { TokenIndex } from './token-index/token-index.js';

/** The live tokens that one reading of token-state has given, and how far that reading has come. */
export class KeyringIndex {
  /** How many records have changed something, or tried to. */
  changes = 0;
  /** Epoch milliseconds by partition. */
  private readonly heard = new Map<number, number>();
  private oldest = 0;
  private readonly lastHeard = new Map<number, bigint>();
  private readonly accepted: Set<string>;
  private partitions: number | undefined;

  /** `generations` are those that this reading began for. If there are none, it is of the first that it meets. */
  constructor(
    options: TokenIndexOptions = {},
    generations: Iterable<string> = [],
    readonly tokens = new TokenIndex(options),
  ) {
    this.accepted = new Set(generations);
  }

  get generations(): ReadonlySet<string> {
    return this.accepted;
  }

  /** Whether all of the topic has been read. */
  get caughtUp(): boolean {
    return this.partitions !== undefined;
  }

  /** Every change acknowledged before it is in here, in epoch milliseconds; `null` until each partition has had a heartbeat. */
  get asOf(): number | null {
    return this.partitions === undefined || this.heard.size < this.partitions ? null : this.oldest;
  }

  /** Whether a heartbeat of this generation may be taken for this reading's. */
  accepts(generation: string): boolean {
    if (this.accepted.size === 0) this.accepted.add(generation);
    return this.accepted.has(generation);
  }

  /** The latest heartbeat counts, not the highest: the issuer's clock may have been set back. */
  hear(partition: number, asOf: number, offset: bigint): void {
    this.heard.set(partition, asOf);
    // Asked for with every question, and told once a second.
    this.oldest = Math.min(...this.heard.values());
    this.lastHeard.set(partition, offset);
  }

  /** By partition the offset of its latest heartbeat: all that stands before is in here. */
  get heardAt(): ReadonlyMap<number, bigint> {
    return this.lastHeard;
  }

  catchUp(partitions: number): void {
    this.partitions = partitions;
  }
}
