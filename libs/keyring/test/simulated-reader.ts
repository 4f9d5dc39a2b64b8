import { entryAt } from '../src/keyring-entry.js';
import type { SnapshotStore } from '../src/snapshot/snapshot-store.js';
import { TokenStateReplica } from '../src/token-state-replica.js';
import { batchOf } from './signals.js';
import { type Life, partitions, type SimulatedTopic } from './simulated-topic.js';

/** A replica on a simulated topic, fed as the transport does. */
export class SimulatedReader {
  readonly replica: TokenStateReplica;
  private positions: number[] = [];
  /** The ends that it is to reach, as far as it has heard of them. */
  private goals: number[] = [];
  caughtUp = false;
  private heard = false;

  constructor(
    private readonly topic: SimulatedTopic,
    store?: SnapshotStore,
    /** Told of each token that it has come to know as revoked. */
    private readonly onRevoked: (id: string) => void = () => undefined,
  ) {
    this.replica = new TokenStateReplica({}, store);
  }

  async begin(): Promise<this> {
    const answer = await this.replica.apply(this.topic.beginning);
    this.positions = Array.from({ length: partitions }, (_, partition) => (typeof answer === 'object' ? Number(answer.from.get(partition)) : 0));
    this.heard = typeof answer === 'object';
    this.goals = this.ends();
    this.tellIfCaughtUp();
    return this;
  }

  /** Whether it can tell another topic from this one: who has read a part of it, and has not heard of which it is, cannot. */
  get canTell(): boolean {
    return this.heard || this.positions.every((position) => position === 0);
  }

  read(partition: number, count: number): void {
    const from = this.positions[partition] as number;
    if (from > this.topic.end(partition)) {
      this.replica.apply({ kind: 'out_of_range' });
      return this.startOver(false);
    }
    this.goals[partition] = Math.max(this.goals[partition] as number, this.topic.end(partition));
    const placed = this.topic.records(partition, from, count);
    for (const { offset, record } of placed) {
      if (this.replica.apply(batchOf([record], partition, offset)) === 'from_start') return this.startOver(true);
      if (record.value?.includes('as_of')) this.heard = true;
      if (record.value?.includes('"revoked"') && record.key !== null) this.onRevoked(record.key);
    }
    this.positions[partition] = Math.min(from + count, this.topic.end(partition));
    this.tellIfCaughtUp();
  }

  /** Until there is nothing more, however often that means from the start. */
  readAll(): void {
    while (this.positions.some((position, partition) => position !== this.topic.end(partition))) {
      for (let partition = 0; partition < partitions; partition += 1) this.read(partition, 1_000);
    }
  }

  allows({ token }: Life): boolean {
    const entry = this.known(token.digest);
    return entry !== undefined && entry.status === 'active' && !entry.unreadable;
  }

  known(digest: string): ReturnType<typeof entryAt> | undefined {
    const tokens = this.replica.serving?.tokens;
    const row = tokens?.find(digest) ?? -1;
    return tokens && row >= 0 ? entryAt(tokens, row) : undefined;
  }

  private ends(): number[] {
    return Array.from({ length: partitions }, (_, partition) => this.topic.end(partition));
  }

  private tellIfCaughtUp(): void {
    if (this.caughtUp || this.positions.some((position, partition) => position < (this.goals[partition] as number))) return;
    this.caughtUp = true;
    if (this.replica.apply({ kind: 'caught_up', partitions }) === 'from_start') this.startOver(false);
  }

  private startOver(heard: boolean): void {
    this.heard = heard;
    // A later beginning has nothing to wait for.
    void this.replica.apply(this.topic.beginning);
    this.positions = this.positions.map(() => 0);
    this.goals = this.ends();
    this.caughtUp = false;
    this.tellIfCaughtUp();
  }
}
