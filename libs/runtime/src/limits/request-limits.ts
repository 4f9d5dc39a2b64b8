import { Counter } from 'prom-client';
import { RuntimeError } from '../errors/runtime-error.js';
import type { Metrics } from '../metrics/metrics.js';
import { addressGroup } from './address-group.js';
import { MinuteCounts, secondsLeft } from './minute-counts.js';
import { RecentDigests } from './recent-digests.js';

/** Of one instance in a minute; 0 is no limit. */
export interface Quotas {
  /** Requests of one caller. */
  readonly perCaller: number;
  /** Credentials from one address that are not good. */
  readonly unknownCredentials: number;
}

/** Who tries to come in: the digest of the credentials and the client's address. */
export interface Attempt {
  readonly digest: string;
  readonly address: string;
}

const policies = ['caller', 'unknown_credentials'] as const;

/** Holds back callers that ask too much, and addresses that try credentials. */
export class RequestLimits {
  private readonly requests = new MinuteCounts();
  private readonly failures = new MinuteCounts();
  private readonly good = new RecentDigests();
  private readonly limited: Counter<'policy'>;

  constructor(
    private readonly quotas: Quotas,
    metrics: Metrics,
    private readonly now: () => number = Date.now,
  ) {
    const help = 'Requests answered 429, by the limit that they exceeded.';
    this.limited = new Counter({ name: 'latchkey_requests_limited_total', help, labelNames: ['policy'], registers: [metrics] });
    for (const policy of policies) this.limited.inc({ policy }, 0);
  }

  /**
   * Before the look-up, which an address over its quota must not cause. Many callers may share that address, so credentials that were good a short while ago pass:
   * guessing never meets one of those, and hashing costs little beside the look-up.
   */
  admit({ digest, address }: Attempt): void {
    const { unknownCredentials: quota } = this.quotas;
    if (quota === 0 || this.failures.of(addressGroup(address), this.now()) < quota || this.good.has(digest, this.now())) return;
    throw this.refuse('unknown_credentials');
  }

  /** Whether these credentials are counted by no limit, and were good so lately that `admit` would let them pass. */
  passes(digest: string): boolean {
    const { perCaller, unknownCredentials } = this.quotas;
    return perCaller === 0 && (unknownCredentials === 0 || this.good.has(digest, this.now()));
  }

  succeeded({ digest }: Attempt): void {
    if (this.quotas.unknownCredentials > 0) this.good.add(digest, this.now());
  }

  /** Counted once it is known, so a burst goes beyond the quota by as many as were under way; counted before, it would hold back good ones too. */
  failed({ digest, address }: Attempt): void {
    if (this.quotas.unknownCredentials === 0) return;
    this.good.delete(digest);
    this.failures.add(addressGroup(address), this.now());
  }

  /** Counts a request of this caller, and answers what its answer has to carry (draft-ietf-httpapi-ratelimit-headers-11). */
  count(callerKey: string): Record<string, string> {
    const { perCaller: quota } = this.quotas;
    if (quota === 0) return {};
    const count = this.requests.add(callerKey, this.now());
    const headers = {
      'ratelimit-policy': `"caller";q=${quota};w=60`,
      ratelimit: `"caller";r=${Math.max(0, quota - count)};t=${secondsLeft(this.now())}`,
    };
    if (count > quota) throw this.refuse('caller', headers);
    return headers;
  }

  private refuse(policy: (typeof policies)[number], headers: Record<string, string> = {}): RuntimeError {
    this.limited.inc({ policy });
    return new RuntimeError('rate_limited', { headers: { ...headers, 'retry-after': String(secondsLeft(this.now())) } });
  }
}
