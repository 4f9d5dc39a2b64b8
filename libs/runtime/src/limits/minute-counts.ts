const windowMs = 60_000;

/**
 * Counts per key, all of which start anew with each minute of the clock, so that nothing is kept for longer. Keys beyond `maxKeys` are let be: whoever commands
 * that many is not held back by what each may do.
 */
export class MinuteCounts {
  private counts = new Map<string, number>();
  private minute = -1;

  constructor(private readonly maxKeys = 100_000) {}

  /** One more for this key; answers how many there are. */
  add(key: string, now: number): number {
    const count = this.of(key, now) + 1;
    if (count > 1 || this.counts.size < this.maxKeys) this.counts.set(key, count);
    return count;
  }

  of(key: string, now: number): number {
    const minute = Math.floor(now / windowMs);
    if (minute !== this.minute) this.counts = new Map();
    this.minute = minute;
    return this.counts.get(key) ?? 0;
  }
}

/** Until the counts start anew: 1 to 60. */
export function secondsLeft(now: number): number {
  return Math.ceil((windowMs - (now % windowMs)) / 1000);
}
