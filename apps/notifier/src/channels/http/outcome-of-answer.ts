import type { ErrorClass, Failed, Outcome } from '../outcome.js';
import type { Answer } from './guarded-http.js';
import { retryAfterMs } from './retry-after.js';

/** How a kind of receiver uses the statuses that leave a choice. */
export interface StatusRules {
  /** What says that nothing is wanted any more. */
  readonly gone: readonly number[];
  /** Whether a request that was refused with a 4xx may be taken later. */
  readonly clientErrors: Failed['retry'];
}

/** Only 2xx is delivered. A receiver that is busy (408, 425, 429) is asked again in any case. */
export function outcomeOfAnswer(answer: Answer | Failed, rules: StatusRules, now: Date): Outcome {
  if (answer.kind === 'failed') return answer;
  const { status, durationMs } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered', status, durationMs };
  const errorClass = classOf(status);
  if (rules.gone.includes(status)) return { kind: 'failed', errorClass, status, durationMs, retry: 'never', gone: true };
  const retry = errorClass === 'http_4xx' && !busy.includes(status) ? rules.clientErrors : 'later';
  const wait = retry === 'later' ? retryAfterMs(answer.retryAfter, now) : undefined;
  return { kind: 'failed', errorClass, status, durationMs, retry, ...(wait !== undefined && { retryAfterMs: wait }) };
}

const busy: readonly number[] = [408, 425];

function classOf(status: number): ErrorClass {
  if (status === 429) return 'rate_limited';
  if (status >= 300 && status < 400) return 'redirect';
  if (status >= 400 && status < 500) return 'http_4xx';
  return status >= 500 && status < 600 ? 'http_5xx' : 'bad_response';
}
