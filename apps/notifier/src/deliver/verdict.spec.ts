import { describe, expect, it } from '@jest/globals';
import type { Failed, Outcome } from '../channels/outcome.js';
import { maxTries } from './next-attempt.js';
import { isUnwell, verdictOn } from './verdict.js';
import type { Circumstances, Result } from './verdict.js';

const now = new Date('2026-03-02T08:00:00Z');
const delivered: Outcome = { kind: 'delivered', status: 200, durationMs: 5 };
const failed = (overrides: Partial<Failed> = {}): Failed => ({ kind: 'failed', errorClass: 'http_5xx', status: 500, durationMs: 5, retry: 'later', ...overrides });
const refused = failed({ errorClass: 'smtp_5xx', status: 550, retry: 'never' });
const result = (outcome: Outcome, recipient: string | null = null): Result => ({ recipient, outcome });
const verdict = (results: Result[], overrides: Partial<Circumstances> = {}) => verdictOn(results, { now, random: 0.5, tries: 1, reachedBefore: false, once: false, ...overrides });

describe('verdictOn', () => {
  it.each<[string, Result[], Partial<Circumstances>, ReturnType<typeof verdictOn>]>([
    ['delivered: sent', [result(delivered)], {}, { state: 'sent', done: [] }],
    ['failed for now: again', [result(failed())], {}, { state: 'queued', nextAttemptAt: new Date(now.getTime() + 5_000), done: [] }],
    ['failed for good: failed', [result(refused)], {}, { state: 'failed', done: [] }],
    ['failed the last time: failed', [result(failed())], { tries: maxTries }, { state: 'failed', done: [] }],
    ['a test that failed: failed at once', [result(failed())], { once: true }, { state: 'failed', done: [] }],
    ['put off by the receiver: not before', [result(failed({ retryAfterMs: 60_000 }))], {}, { state: 'queued', nextAttemptAt: new Date(now.getTime() + 60_000), done: [] }],
    ['one of two refused for good: sent', [result(delivered, 'a'), result(refused, 'b')], {}, { state: 'sent', done: ['a', 'b'] }],
    ['one of two not yet reached: again, without the other', [result(delivered, 'a'), result(failed(), 'b')], {}, { state: 'queued', nextAttemptAt: new Date(now.getTime() + 5_000), done: ['a'] }],
    ['the rest refused after one was reached: sent', [result(refused, 'b')], { reachedBefore: true }, { state: 'sent', done: ['b'] }],
    ['one never reached: failed', [result(failed(), 'b')], { reachedBefore: true, tries: maxTries }, { state: 'failed', done: [] }],
  ])('%s', (_, results, circumstances, expected) => {
    expect(verdict(results, circumstances)).toEqual(expected);
  });
});

describe('isUnwell', () => {
  it('takes what is refused for a matter of the message, and what hangs or asks for time for one of the endpoint', () => {
    expect(isUnwell([failed()])).toBe(false);
    expect(isUnwell([failed({ errorClass: 'timeout' })])).toBe(true);
    expect(isUnwell([failed({ retryAfterMs: 0 })])).toBe(true);
  });
});
