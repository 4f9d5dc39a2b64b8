import type { BatchOf, Beginning, OwnReplicaSignal, PlacedRecord, ReplicaAnswer } from '@latchkey/kafka';
import { Changes } from './changes.js';
import { type FeedRecord, readFeedRecord } from './feed/feed-record.js';
import { KeyringIndex } from './keyring-index.js';
import type { RefusalReason } from './snapshot/snapshot-refused.js';
import type { TokenIndexOptions } from './token-index/index-parts.js';
import type { IndexedState } from './token-index/indexed-state.js';

export type FeedSignal = OwnReplicaSignal<'token-state', PlacedRecord>;

/** An index that was written down, and by partition where to read on so that it comes to be what the topic says. */
export interface SavedIndex {
  readonly index: KeyringIndex;
  readonly from: ReadonlyMap<number, bigint>;
}

/** Where an index may have been saved before this process began. */
export interface SavedIndices {
  restore(beginning: Beginning): Promise<SavedIndex | undefined>;
  /** What was restored turned out not to be of this topic. */
  refuse(reason: RefusalReason): void;
}

/**
 * Follows token-state: the index that serves, and beside it the one that is being read, at first and whenever the topic turns out to be another one. What
 * serves goes on serving until the other has caught up and knows how old it is. A saved index serves only once reading on has told, of every partition, that it is of the
 * same generation; else all is read.
 */
export class TokenStateReplica {
  readonly changes = new Changes();
  /** How many records could not be read. */
  unreadable = 0;
  /** How many states named the digest of another token. */
  conflicts = 0;
  rebuilds = 0;
  private reading: KeyringIndex;
  private inService: KeyringIndex | undefined;
  private beginning: Beginning | undefined;
  /** It is being read on, and nothing has told yet that it is of this topic. */
  private restored: KeyringIndex | undefined;

  constructor(
    private readonly options: TokenIndexOptions = {},
    private readonly saved?: SavedIndices,
  ) {
    this.reading = new KeyringIndex(options);
  }

  /** None until all of the topic has been read once. */
  get serving(): KeyringIndex | undefined {
    return this.inService;
  }

  /** What may be saved: an index that serves, is being read and knows how old it is; and of what it is. */
  get savable(): { readonly index: KeyringIndex; readonly of: Beginning } | undefined {
    const { inService: index, beginning: of } = this;
    return index && of && index === this.reading && index.asOf !== null ? { index, of } : undefined;
  }

  apply(signal: Exclude<FeedSignal, Beginning>): ReplicaAnswer;
  apply(signal: FeedSignal): ReplicaAnswer | Promise<ReplicaAnswer>;
  apply(signal: FeedSignal): ReplicaAnswer | Promise<ReplicaAnswer> {
    switch (signal.kind) {
      case 'beginning':
        return this.begin(signal);
      case 'batch':
        return this.read(signal.batch);
      case 'caught_up':
        return this.catchUp(signal.partitions);
      case 'out_of_range':
        this.startOver('out_of_range');
        return 'continue';
    }
  }

  private async begin(beginning: Beginning): Promise<ReplicaAnswer> {
    const saved = this.beginning ? undefined : await this.saved?.restore(beginning);
    this.beginning = beginning;
    if (!saved) return 'continue';
    this.reading = this.restored = saved.index;
    return { from: saved.from };
  }

  private catchUp(partitions: number): ReplicaAnswer {
    this.reading.catchUp(partitions);
    if (this.reading === this.restored && this.reading.asOf === null) {
      this.startOver('unheard');
      return 'from_start';
    }
    this.swapIfDue();
    return 'continue';
  }

  private read({ partition, records }: BatchOf<'token-state', PlacedRecord>): ReplicaAnswer {
    for (const record of records) {
      if (!this.take(readFeedRecord(record), partition, record.offset)) return 'from_start';
    }
    this.swapIfDue();
    return 'continue';
  }

  /** `false` for a heartbeat of another creation of the topic: some of what stands before it may never have been read. */
  private take(record: FeedRecord, partition: number, offset: string): boolean {
    if (record.kind !== 'heartbeat') this.reading.changes += 1;
    switch (record.kind) {
      case 'state':
        this.put(record.state);
        return true;
      case 'tombstone':
        if (record.key !== null) this.reading.tokens.forget(record.key);
        return true;
      case 'unreadable':
        this.unreadable += 1;
        if (record.key !== null) this.reading.tokens.refuse(record.key);
        return true;
      case 'heartbeat':
        return this.hear(record, partition, BigInt(offset));
    }
  }

  private put(state: IndexedState): void {
    const { reading, inService } = this;
    const outcome = reading.tokens.put(state);
    if (outcome === 'conflict') this.conflicts += 1;
    if (outcome === 'unfit') this.unreadable += 1;
    // Also while another index is read, what is seen revoked is refused at once. What is not newer is of before, and says nothing of what could not be read since.
    if (inService !== reading && inService?.tokens.isBehind(state)) inService.tokens.put(state);
    this.changes.tell(state.digest);
  }

  private hear({ generation, asOf }: { generation: string; asOf: number }, partition: number, offset: bigint): boolean {
    const known = this.reading.accepts(generation);
    if (known) this.reading.hear(partition, asOf, offset);
    else this.startOver('generation', [...this.reading.generations, generation]);
    return known;
  }

  private startOver(why: RefusalReason, generations: readonly string[] = []): void {
    if (this.reading === this.restored) this.saved?.refuse(why);
    else this.rebuilds += 1;
    this.restored = undefined;
    this.reading = new KeyringIndex(this.options, generations);
  }

  private swapIfDue(): void {
    const { reading, inService } = this;
    if (reading === inService || !reading.caughtUp) return;
    // A topic made anew is empty at first, and would have every token refused. The issuer speaks for it once it holds them all.
    if (inService && reading.asOf === null) return;
    this.inService = reading;
    this.restored = undefined;
    this.changes.tellAll();
  }
}
