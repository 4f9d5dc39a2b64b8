import type { BatchOf, OwnReplicaSignal, ReplicaAnswer, UnreadRecord } from '@latchkey/kafka';
import { Changes } from './changes.js';
import { type FeedRecord, readFeedRecord } from './feed/feed-record.js';
import { KeyringIndex } from './keyring-index.js';
import type { TokenIndexOptions } from './token-index/index-parts.js';
import type { IndexedState } from './token-index/indexed-state.js';

export type FeedSignal = OwnReplicaSignal<'token-state', UnreadRecord>;

/**
 * Follows token-state: the index that serves, and beside it the one that is being read, at first and whenever the topic turns out to be another one. What
 * serves goes on serving until the other has caught up and knows how old it is.
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

  constructor(private readonly options: TokenIndexOptions = {}) {
    this.reading = new KeyringIndex(options);
  }

  /** None until all of the topic has been read once. */
  get serving(): KeyringIndex | undefined {
    return this.inService;
  }

  apply(signal: FeedSignal): ReplicaAnswer {
    switch (signal.kind) {
      case 'beginning':
        return 'continue';
      case 'batch':
        return this.read(signal.batch);
      case 'caught_up':
        this.reading.catchUp(signal.partitions);
        this.swapIfDue();
        return 'continue';
      case 'out_of_range':
        this.startOver();
        return 'continue';
    }
  }

  private read({ partition, records }: BatchOf<'token-state', UnreadRecord>): ReplicaAnswer {
    for (const record of records) {
      if (!this.take(readFeedRecord(record), partition)) return 'from_start';
    }
    this.swapIfDue();
    return 'continue';
  }

  /** `false` for a heartbeat of another creation of the topic: some of what stands before it may never have been read. */
  private take(record: FeedRecord, partition: number): boolean {
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
        return this.hear(record, partition);
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

  private hear({ generation, asOf }: { generation: string; asOf: number }, partition: number): boolean {
    const known = this.reading.accepts(generation);
    if (known) this.reading.hear(partition, asOf);
    else this.startOver([...this.reading.generations, generation]);
    return known;
  }

  private startOver(generations: readonly string[] = []): void {
    this.rebuilds += 1;
    this.reading = new KeyringIndex(this.options, generations);
  }

  private swapIfDue(): void {
    const { reading, inService } = this;
    if (reading === inService || !reading.caughtUp) return;
    // A topic made anew is empty at first, and would have every token refused. The issuer speaks for it once it holds them all.
    if (inService && reading.asOf === null) return;
    this.inService = reading;
    this.changes.tellAll();
  }
}
