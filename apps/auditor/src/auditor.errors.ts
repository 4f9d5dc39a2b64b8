import { ApiError } from '@latchkey/runtime';
import type { ErrorExtra, ErrorKind } from '@latchkey/runtime';

export type AuditorErrorCode = 'no_signing_key' | 'not_yet_signed' | 'kafka_unavailable' | 'unknown_cursor' | 'search_too_long' | 'too_many_open' | 'at_capacity';

/** What the auditor answers beside the errors of every service. */
export const auditorErrors: Readonly<Record<AuditorErrorCode, ErrorKind>> = {
  no_signing_key: {
    status: 503,
    title: 'No signing key',
    meaning: 'This auditor has no signing key: it keeps its logs and signs nothing, so there is nothing to prove them by.',
    advice: 'Tell the operator to set `AUDITOR_SIGNING_KEY`. Events can be listed all the same, and what is in the logs by then is signed with the first checkpoint.',
  },
  not_yet_signed: {
    status: 503,
    title: 'Not yet signed',
    meaning: 'No checkpoint covers this yet. Try again.',
    advice: 'Try again after `Retry-After`: logs that have grown are signed every few seconds. If it lasts, the operator finds the reason in `/health/ready` and in the metrics.',
  },
  kafka_unavailable: {
    status: 503,
    title: 'Kafka unavailable',
    meaning: 'Kafka has not acknowledged what was sent. Send it again.',
    advice: 'Send all of it again after `Retry-After`, under the same ids and with growing pauses: some of it may have come to Kafka, and what comes twice is recorded once.',
  },
  unknown_cursor: {
    status: 410,
    title: 'Unknown cursor',
    meaning: 'The cursor was given by another database, or by this one before it was set back: what lies after it cannot be told without leaving events out.',
    advice: 'Begin again without the cursor, and pass over what you have by `log` and `index`. With `from` it takes less long; leave days before the last event that you have, since `from` goes by when something happened, and some things are told of late.',
  },
  search_too_long: {
    status: 422,
    title: 'Search too long',
    meaning: 'The question looks through more events than can be read in time.',
    advice: 'Name a shorter range by `from` and `to`, or more of what you look for: a token, an actor or a service each lead there directly. Do not repeat the request as it is.',
  },
  too_many_open: {
    status: 429,
    title: 'Too many at once',
    meaning: 'You have as many streams or exports open at this instance as one caller may.',
    advice: 'Close one of them, or wait until it has ended. One stream can serve many readers of yours.',
  },
  at_capacity: {
    status: 503,
    title: 'At capacity',
    meaning: 'This instance serves as many streams or exports as it can. Try again.',
    advice: 'Try again after `Retry-After`, or ask another instance. If it lasts, the operator raises `AUDITOR_STREAMS` or `AUDITOR_EXPORTS`, or adds an instance.',
  },
};

/** Where trying again helps. */
const retryAfterSeconds: Readonly<Partial<Record<AuditorErrorCode, number>>> = { no_signing_key: 60, not_yet_signed: 5, kafka_unavailable: 5, too_many_open: 10, at_capacity: 10 };

export class AuditorError extends ApiError {
  constructor(
    readonly code: AuditorErrorCode,
    extra: ErrorExtra = {},
  ) {
    const seconds = retryAfterSeconds[code];
    super(auditorErrors[code], { ...extra, headers: { ...(seconds !== undefined && { 'retry-after': String(seconds) }), ...extra.headers } });
  }
}
