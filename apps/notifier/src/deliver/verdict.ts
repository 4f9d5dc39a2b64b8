import type { Failed, Outcome } from '../channels/outcome.js';
import { maxTries, nextAttempt } from './next-attempt.js';

/** How the attempt at one recipient ended; of a webhook and of Slack there is one without a name. */
export interface Result {
  readonly recipient: string | null;
  readonly outcome: Outcome;
}

export type Verdict =
  | { readonly state: 'sent' | 'failed'; readonly done: readonly string[] }
  | { readonly state: 'queued'; readonly nextAttemptAt: Date; readonly done: readonly string[] };

export interface Circumstances {
  readonly now: Date;
  readonly random: number;
  readonly tries: number;
  /** Whether an earlier attempt reached somebody. */
  readonly reachedBefore: boolean;
  /** A test tells at once. */
  readonly once: boolean;
}

/** What becomes of a notification: those that were not reached and may be are tried again, and nobody is written to twice. */
export function verdictOn(results: readonly Result[], { now, random, tries, reachedBefore, once }: Circumstances): Verdict {
  const open = failures(results).filter(({ retry }) => retry === 'later');
  const done = results.filter(({ outcome }) => outcome.kind === 'delivered' || outcome.retry === 'never').flatMap(({ recipient }) => recipient ?? []);
  if (open.length === 0) {
    const reached = reachedBefore || results.some(({ outcome }) => outcome.kind === 'delivered');
    return { state: reached ? 'sent' : 'failed', done };
  }
  const nextAttemptAt = nextAttempt(once ? maxTries : tries, { now, random, retryAfterMs: longestOf(open) });
  return nextAttemptAt ? { state: 'queued', nextAttemptAt, done } : { state: 'failed', done };
}

export function failures(results: readonly Result[]): Failed[] {
  return results.flatMap(({ outcome }) => (outcome.kind === 'failed' ? [outcome] : []));
}

export function longestOf(failed: readonly Failed[]): number {
  return Math.max(0, ...failed.map(({ retryAfterMs = 0 }) => retryAfterMs));
}

/** Whether it is the endpoint that fails, whatever is sent to it. */
export function isUnwell(failed: readonly Failed[]): boolean {
  return failed.some(({ errorClass, retryAfterMs }) => retryAfterMs !== undefined || unwell.includes(errorClass));
}

const unwell: readonly Failed['errorClass'][] = ['dns', 'connection_refused', 'connection_lost', 'tls', 'timeout', 'rate_limited'];
