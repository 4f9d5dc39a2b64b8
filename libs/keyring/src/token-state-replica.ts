import type { TokenState } from '@latchkey/contracts';
import type { Batch, ReceivedRecord, ReplicaAnswer, ReplicaSignal } from '@latchkey/kafka';
import { Changes } from './changes.js';
import { KeyringIndex } from './keyring-index.js';

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
  private reading = new KeyringIndex();
  private inService: KeyringIndex | undefined;

  /** None until all of the topic has been read once. */
  get serving(): KeyringIndex | undefined {
    return this.inService;
  }

  apply(signal: ReplicaSignal<'token-state'>): ReplicaAnswer {
    switch (signal.kind) {
      case 'batch':
        return this.read(signal.batch);
      case 'caught_up':
        this.reading.catchUp(signal.partitions);
        this.swapIfDue();
        return 'continue';
      case 'out_of_range':
        this.startOver(new KeyringIndex());
        return 'continue';
    }
  }

  private read({ partition, records }: Batch<'token-state'>): ReplicaAnswer {
    for (const record of records) {
      if (!this.take(record, partition)) return 'from_start';
    }
    this.swapIfDue();
    return 'continue';
  }

  /** `false` for a heartbeat of another creation of the topic: some of what stands before it may never have been read. */
  private take({ raw: { key }, decoded }: ReceivedRecord<'token-state'>, partition: number): boolean {
    if (decoded.kind === 'tombstone') {
      if (key !== null) this.reading.forget(key);
    } else if (decoded.kind === 'unreadable') {
      this.unreadable += 1;
      if (key !== null) this.reading.refuse(key);
    } else if (decoded.event.type === 'token.state.v1') {
      this.put(decoded.event.data);
    } else {
      return this.hear(decoded.event.data, partition);
    }
    return true;
  }

  private put(state: TokenState): void {
    const { reading, inService } = this;
    if (reading.put(state) === 'conflict') this.conflicts += 1;
    // Also while another index is read, what is seen revoked is refused at once.
    if (inService !== reading && inService?.knows(state.id)) inService.put(state);
    this.changes.tell(state.digest);
  }

  private hear({ generation, as_of: asOf }: { generation: string; as_of: string }, partition: number): boolean {
    const known = this.reading.accepts(generation);
    if (known) this.reading.hear(partition, Date.parse(asOf));
    else this.startOver(new KeyringIndex([...this.reading.generations, generation]));
    return known;
  }

  private startOver(index: KeyringIndex): void {
    this.rebuilds += 1;
    this.reading = index;
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
