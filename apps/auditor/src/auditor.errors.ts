import { ApiError } from '@latchkey/runtime';
import type { ErrorExtra, ErrorKind } from '@latchkey/runtime';

export type AuditorErrorCode = 'no_signing_key' | 'not_yet_signed' | 'kafka_unavailable';

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
};

const retryAfterSeconds: Readonly<Record<AuditorErrorCode, number>> = { no_signing_key: 60, not_yet_signed: 5, kafka_unavailable: 5 };

export class AuditorError extends ApiError {
  constructor(
    readonly code: AuditorErrorCode,
    extra: ErrorExtra = {},
  ) {
    super(auditorErrors[code], { ...extra, headers: { 'retry-after': String(retryAfterSeconds[code]), ...extra.headers } });
  }
}
