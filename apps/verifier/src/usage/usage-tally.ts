/** One answer given for a token that is known. `reason` is why it was refused, `null` when it was allowed. */
export interface Use {
  readonly tokenId: string;
  readonly customerId: string;
  readonly serviceAccountId: string;
  readonly reason: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly serviceId: string | null;
}

/** What the latest use to say so said. */
export type Last = Pick<Use, 'ip' | 'userAgent' | 'serviceId'>;

/** Uses of one token with one outcome within one minute that nobody has been told of yet. */
export interface Delta {
  readonly use: Use;
  /** Epoch milliseconds of the minute's start. */
  readonly minute: number;
  readonly count: number;
  readonly lastUsedAt: number;
  readonly last: Last;
  /** Unique in this tally for ever, also if the clock is set back. */
  readonly part: number;
}

interface Tally {
  readonly use: Use;
  readonly minute: number;
  count: number;
  lastUsedAt: number;
  last: Last;
  told: boolean;
}

const minuteMs = 60_000;

/**
 * Counts uses by token, minute and outcome. Gives out the first of each at once and what follows when its minute is over, so that a busy token costs few
 * records. Holds at most `limit` tallies; a use that would need one more is dropped, and counted as such.
 */
export class UsageTally {
  dropped = 0;
  private readonly open = new Map<string, Tally>();
  private parts = 0;

  constructor(private readonly limit = 100_000) {}

  get size(): number {
    return this.open.size;
  }

  add(use: Use, now: number): void {
    const minute = startOfMinute(now);
    const key = `${use.tokenId}/${minute}/${use.reason ?? ''}`;
    const tally = this.open.get(key) ?? this.begin(key, use, minute);
    if (!tally) {
      this.dropped += 1;
      return;
    }
    tally.count += 1;
    tally.lastUsedAt = now;
    tally.last = latest(tally.last, use);
  }

  /** What is due now; with `all`, everything. Each use is given out once. */
  take(now: number, all = false): Delta[] {
    const due: Delta[] = [];
    const current = startOfMinute(now);
    for (const [key, tally] of this.open) {
      const over = tally.minute !== current;
      if (tally.count > 0 && (over || all || !tally.told)) due.push(this.cut(tally));
      if (over) this.open.delete(key);
    }
    return due;
  }

  private begin(key: string, use: Use, minute: number): Tally | undefined {
    if (this.open.size >= this.limit) return undefined;
    const tally: Tally = { use, minute, count: 0, lastUsedAt: 0, last: use, told: false };
    this.open.set(key, tally);
    return tally;
  }

  private cut(tally: Tally): Delta {
    const { use, minute, count, lastUsedAt, last } = tally;
    tally.count = 0;
    tally.told = true;
    return { use, minute, count, lastUsedAt, last, part: this.parts++ };
  }
}

function latest(before: Last, use: Use): Last {
  return { ip: use.ip ?? before.ip, userAgent: use.userAgent ?? before.userAgent, serviceId: use.serviceId ?? before.serviceId };
}

function startOfMinute(at: number): number {
  return at - (at % minuteMs);
}
