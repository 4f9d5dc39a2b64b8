import type { OutboxBatch, OutboxRows } from './outbox-rows.js';

const everyMs = 1000;

export interface Reach {
  /** Every change acknowledged before it is sent with or before this batch. */
  readonly asOf: Date;
  readonly drained: boolean;
}

/** Decides when a heartbeat is due and how far it may claim to reach. */
export class HeartbeatRhythm {
  private nextAt = 0;

  constructor(private readonly rows: OutboxRows) {}

  /** The database's clock if a heartbeat is due. To be read before the rows: what commits later may be missing from them. */
  async clockIfDue(): Promise<Date | undefined> {
    if (performance.now() < this.nextAt) return undefined;
    this.nextAt = performance.now() + everyMs;
    return this.rows.clock();
  }

  /** Claims no more than what was acknowledged before the oldest row that this batch leaves behind was written. */
  async reach(clock: Date, batch: OutboxBatch): Promise<Reach> {
    const left = batch.drained ? undefined : await this.rows.oldestBut(batch.ids);
    return { asOf: left && left < clock ? left : clock, drained: left === undefined };
  }
}
