interface Answer {
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly serviceId: string | null;
}

/** One answer given for a token that is known. `reason` is why it was refused, `null` when it was allowed. */
export interface Use extends Answer {
  readonly tokenId: string;
  readonly customerId: string;
  readonly serviceAccountId: string;
  readonly reason: string | null;
}

/** One answer given for what is no token that was to be found. */
export interface UnknownUse extends Answer {
  readonly tokenId: null;
  readonly reason: string;
}

export type AnyUse = Use | UnknownUse;

/** What the latest use to say so said. */
export type Last = Pick<Use, 'ip' | 'userAgent' | 'serviceId'>;

/** Uses of one token, or of none, with one outcome within one minute that nobody has been told of yet. */
export interface Delta<U extends AnyUse = AnyUse> {
  readonly use: U;
  /** Epoch milliseconds of the minute's start. */
  readonly minute: number;
  readonly count: number;
  readonly lastUsedAt: number;
  readonly last: Last;
  /** Unique in this tally for ever, also if the clock is set back. */
  readonly part: number;
}

/** Uses that there was no room to count, and when, in epoch milliseconds. */
export interface Dropped {
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly part: number;
}

interface Tally {
  readonly use: AnyUse;
  readonly minute: number;
  count: number;
  lastUsedAt: number;
  told: boolean;
  ip: string | null;
  userAgent: string | null;
  serviceId: string | null;
}

const minuteMs = 60_000;

/**
 * Counts uses by token, minute and outcome. Gives out the first of each at once and what follows when its minute is over, so that a busy token costs few
 * records. What is no token is counted as one, whatever it is. Holds at most `limit` tallies; a use that would need one more is dropped, and counted as such.
 */
export class UsageTally {
  /** In all. */
  dropped = 0;
  /** By token, '' for none; of one token there are seldom two. */
  private readonly open = new Map<string, Tally[]>();
  private held = 0;
  private untold: Omit<Dropped, 'part'> | undefined;
  private parts = 0;

  constructor(private readonly limit: number) {}

  get size(): number {
    return this.held;
  }

  add(use: AnyUse, now: number): void {
    const minute = startOfMinute(now);
    const ofToken = this.open.get(use.tokenId ?? '');
    const tally = (ofToken && tallyOf(ofToken, minute, use.reason)) ?? this.begin(use, minute);
    if (!tally) return this.drop(now);
    tally.count += 1;
    tally.lastUsedAt = now;
    keepLast(tally, use);
  }

  /** What is due now; with `all`, everything. Each use is given out once. */
  take(now: number, all = false): Delta[] {
    const due: Delta[] = [];
    const current = startOfMinute(now);
    for (const [token, tallies] of this.open) {
      for (const tally of tallies) {
        if (tally.count > 0 && (tally.minute !== current || all || !tally.told)) due.push(this.cut(tally));
      }
      if (tallies.some(({ minute }) => minute !== current)) this.close(token, tallies.filter(({ minute }) => minute === current));
    }
    return due;
  }

  /** What was dropped since it was last asked for. */
  takeDropped(): Dropped | undefined {
    const dropped = this.untold && { ...this.untold, part: this.parts++ };
    this.untold = undefined;
    return dropped;
  }

  private begin(use: AnyUse, minute: number): Tally | undefined {
    if (this.held >= this.limit) return undefined;
    const tally: Tally = { use, minute, count: 0, lastUsedAt: 0, told: false, ip: null, userAgent: null, serviceId: null };
    const token = use.tokenId ?? '';
    const ofToken = this.open.get(token);
    if (ofToken) ofToken.push(tally);
    else this.open.set(token, [tally]);
    this.held += 1;
    return tally;
  }

  /** What is left of a token's once its minutes are over. */
  private close(token: string, left: Tally[]): void {
    this.held -= (this.open.get(token)?.length ?? 0) - left.length;
    if (left.length > 0) this.open.set(token, left);
    else this.open.delete(token);
  }

  private drop(now: number): void {
    const { count, firstAt } = this.untold ?? { count: 0, firstAt: now };
    this.untold = { count: count + 1, firstAt, lastAt: now };
    this.dropped += 1;
  }

  private cut(tally: Tally): Delta {
    const { use, minute, count, lastUsedAt, ip, userAgent, serviceId } = tally;
    tally.count = 0;
    tally.told = true;
    return { use, minute, count, lastUsedAt, last: { ip, userAgent, serviceId }, part: this.parts++ };
  }
}

/** What is said again is not written again: it would keep a new text alive with each use. */
function keepLast(tally: Tally, { ip, userAgent, serviceId }: AnyUse): void {
  if (ip !== null && ip !== tally.ip) tally.ip = ip;
  if (userAgent !== null && userAgent !== tally.userAgent) tally.userAgent = userAgent;
  if (serviceId !== null && serviceId !== tally.serviceId) tally.serviceId = serviceId;
}

function tallyOf(tallies: readonly Tally[], minute: number, reason: string | null): Tally | undefined {
  for (const tally of tallies) if (tally.minute === minute && tally.use.reason === reason) return tally;
  return undefined;
}

function startOfMinute(at: number): number {
  return at - (at % minuteMs);
}
