/** Every way in which an attempt can fail; docs/guides/notifications.md says what each means. */
export const errorClasses = [
  'address_refused',
  'dns',
  'connection_refused',
  'connection_lost',
  'tls',
  'timeout',
  'redirect',
  'rate_limited',
  'http_4xx',
  'http_5xx',
  'bad_response',
  'too_large',
  'smtp_auth',
  'smtp_4xx',
  'smtp_5xx',
  'email_not_configured',
] as const;
export type ErrorClass = (typeof errorClasses)[number];

export interface Delivered {
  readonly kind: 'delivered';
  /** Of HTTP or SMTP, as all of them here. */
  readonly status: number;
  readonly durationMs: number;
}

export interface Failed {
  readonly kind: 'failed';
  readonly errorClass: ErrorClass;
  /** Absent where the other side never answered. */
  readonly status?: number;
  readonly durationMs: number;
  /** Whether another attempt may fare better. */
  readonly retry: 'later' | 'never';
  /** What the other side asked for, a day at most. */
  readonly retryAfterMs?: number;
  /** The other side wants nothing more, ever: the subscription is to be disabled. */
  readonly gone?: true;
}

/** How one attempt ended. Holds nothing that the other side wrote, and nothing of the address. */
export type Outcome = Delivered | Failed;

/** Thrown within the channels alone; callers get the outcome. */
export class AttemptError extends Error {
  constructor(
    readonly errorClass: ErrorClass,
    readonly retry: Failed['retry'] = 'later',
  ) {
    super(errorClass);
  }

  toFailed(durationMs: number): Failed {
    return { kind: 'failed', errorClass: this.errorClass, retry: this.retry, durationMs };
  }
}

/** Whole milliseconds since a reading of `performance.now()`. */
export function since(started: number): number {
  return Math.round(performance.now() - started);
}
