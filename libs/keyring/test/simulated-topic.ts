import type { Beginning } from '@latchkey/kafka';
import type { OutgoingRecord, TokenState } from '@latchkey/contracts';
import { aGrant, aTokenState } from '@latchkey/testing';
import { generation, heartbeat, junk, stateRecord, tombstone } from './signals.js';
import { aBeginning } from './snapshots.js';

interface Placed {
  readonly offset: number;
  readonly record: OutgoingRecord;
}

const statuses = ['active', 'suspended', 'active', 'revoked'] as const;
export const partitions = 2;

/** A token from its first state to its tombstone. */
export class Life {
  readonly token: TokenState;
  /** The latest of its states that was written; one past the last is the tombstone. */
  at = -1;
  /** Of those, the one that was the first on the topic as it is now. */
  first = 0;

  /** Each has rights and a customer of its own. */
  constructor(service: string) {
    this.token = aTokenState({ grant: aGrant({ services: [service] }) });
  }

  get buried(): boolean {
    return this.at === statuses.length;
  }

  record(at = this.at): OutgoingRecord {
    const status = statuses[at];
    return status ? stateRecord({ ...this.token, status, sequence: at + 1 } satisfies TokenState) : tombstone(this.token.id);
  }
}

/** token-state as its relay writes it and its broker keeps it: at least once, compacted whenever it likes, made anew now and then. */
export class SimulatedTopic {
  readonly lives = Array.from({ length: 5 }, (_, n) => new Life(`service-${n}`));
  private logs: Placed[][] = [];
  private ends: number[] = [];
  private made = 0;

  constructor() {
    this.makeAnew();
  }

  get beginning(): Beginning {
    return aBeginning({ partitions: this.ends.map((end, partition) => ({ partition, low: 0n, high: BigInt(end) })) });
  }

  end(partition: number): number {
    return this.ends[partition] as number;
  }

  /** What is still there of so many offsets. */
  records(partition: number, from: number, count: number): Placed[] {
    return (this.logs[partition] as Placed[]).filter(({ offset }) => offset >= from && offset < from + count);
  }

  /** The next of a token's life. */
  write(which: number): void {
    const life = this.life(which);
    if (life.buried) return;
    life.at += 1;
    this.append(which, life.record());
  }

  /** What was sent to this topic is sent again, from some point on. A tombstone comes days after what it buries, and is not sent again with it. */
  repeat(which: number, back: number): void {
    const life = this.life(which);
    for (let at = life.buried ? life.at : Math.max(life.first, life.at - back); at <= life.at; at += 1) this.append(which, life.record(at));
  }

  /** Someone else writes what nobody can read. */
  breakRecord(which: number): void {
    this.append(which, junk(this.life(which).token.id));
  }

  beat(): void {
    for (let partition = 0; partition < partitions; partition += 1) this.append(partition, heartbeat(partition, { of: generation(this.made) }));
  }

  /** Of each key the last record stays; of the others, those that `keeps` says. */
  compact(partition: number, keeps: (offset: number) => boolean): void {
    const log = this.logs[partition] as Placed[];
    const last = new Map(log.map(({ offset, record: { key } }) => [key, offset]));
    this.logs[partition] = log.filter(({ offset, record: { key } }) => last.get(key) === offset || keeps(offset));
  }

  /** And filled with the latest state of each token. */
  makeAnew(): void {
    this.made += 1;
    this.logs = Array.from({ length: partitions }, () => []);
    this.ends = Array.from({ length: partitions }, () => 0);
    this.lives.forEach((life, which) => {
      life.first = Math.max(0, life.at);
      if (life.at >= 0 && !life.buried) this.append(which, life.record());
    });
  }

  private life(which: number): Life {
    return this.lives[which % this.lives.length] as Life;
  }

  private append(which: number, record: OutgoingRecord): void {
    const partition = (which % this.lives.length) % partitions;
    const offset = this.end(partition);
    this.logs[partition]?.push({ offset, record });
    this.ends[partition] = offset + 1;
  }
}
