import type { Caller } from '@latchkey/runtime';
import { AuditorError } from '../auditor.errors.js';

export interface SeatLimits {
  readonly perCaller: number;
  /** Of this instance. */
  readonly inAll: number;
}

/** Answers that last: as many as there is room for, and of one caller no more than its share. */
export class Seats {
  private readonly taken = new Map<string, number>();
  private inAll = 0;

  constructor(private readonly limits: SeatLimits) {}

  /** Answers how to give the seat back, once. */
  take(caller: Caller): () => void {
    const key = caller.kind === 'token' ? caller.tokenId : caller.personId;
    const own = this.taken.get(key) ?? 0;
    if (own >= this.limits.perCaller) throw new AuditorError('too_many_open');
    if (this.inAll >= this.limits.inAll) throw new AuditorError('at_capacity');
    this.taken.set(key, own + 1);
    this.inAll += 1;
    return () => this.giveBack(key);
  }

  get size(): number {
    return this.inAll;
  }

  private giveBack(key: string): void {
    const left = (this.taken.get(key) ?? 1) - 1;
    if (left > 0) this.taken.set(key, left);
    else this.taken.delete(key);
    this.inAll -= 1;
  }
}
