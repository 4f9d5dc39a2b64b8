import { STATUS_CODES } from 'node:http';
import { challenge, problemOf } from '@latchkey/runtime';
import { verdictReasons } from '../verify/verify.schema.js';
import type { Decision, DenialCode, GatewayMode } from './decision.js';
import { denials, statusOf } from './denials.js';

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface AnswerContext {
  readonly mode: GatewayMode;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly expiryNoticeDays: number;
}

type Headers = Readonly<Record<string, string>>;

const dayMs = 86_400_000;
const reasons: ReadonlySet<string> = new Set(verdictReasons);
const unfit = /[^\x20-\x7e]/;

/** What the gateway is told, in its mode. */
export function gatewayAnswer(decision: Decision, context: AnswerContext): GatewayAnswer {
  const { outcome } = decision;
  const headers = headersOf(decision, context.requestId);
  if (outcome === 'allowed' || outcome === 'public') {
    addNotice(headers, decision, context);
    return { status: 200, headers, body: '' };
  }
  const status = statusOf(outcome, context.mode);
  const title = STATUS_CODES[status] ?? 'Refused';
  const problem = problemOf({ code: outcome, title, status, detail: denials[outcome].meaning, errors: undefined }, context.requestId);
  const retry: Headers = denials[outcome].passing ? { 'retry-after': '1' } : {};
  Object.assign(headers, challengeOf(outcome, decision), retry, { 'content-type': 'application/problem+json; charset=utf-8' });
  return { status, headers, body: JSON.stringify(problem) };
}

/** All that say who asks are in each answer, empty where there is nothing to say: a gateway puts them in place of what its client sent under their names. */
function headersOf({ outcome, holder, target, stale }: Decision, requestId: string): Record<string, string> {
  const allowed = outcome === 'allowed';
  return {
    'x-latchkey-token-id': holder?.tokenId ?? '',
    'x-latchkey-customer-id': holder?.customerId ?? '',
    'x-latchkey-service-account-id': holder?.serviceAccountId ?? '',
    'x-latchkey-permissions': allowed ? visible(holder?.permissions.join(' ') ?? '') : '',
    'x-latchkey-service-id': visible(target?.service_id ?? ''),
    'x-latchkey-workspace-id': visible(target?.workspace_id ?? ''),
    'x-latchkey-reason': reasons.has(outcome) ? outcome : '',
    'x-latchkey-error': allowed || outcome === 'public' ? '' : outcome,
    'x-latchkey-stale': stale ? 'true' : '',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  };
}

/** Sunset: draft-ietf-httpapi-deprecation-header takes it from RFC 8594. */
function addNotice(headers: Record<string, string>, { holder }: Decision, { now, expiryNoticeDays }: AnswerContext): void {
  if (!holder || holder.expiresAt - now > expiryNoticeDays * dayMs) return;
  const end = new Date(holder.expiresAt);
  headers['x-latchkey-expires-at'] = end.toISOString();
  headers['sunset'] = end.toUTCString();
}

/** RFC 6750 section 3. */
function challengeOf(outcome: DenialCode, { why, target }: Decision): Headers {
  if (outcome === 'no_credentials') return challenge({});
  const { meaning, error } = denials[outcome];
  const scope: Headers = outcome === 'permission_refused' ? { scope: target?.permission ?? '' } : {};
  return error ? challenge({ error, error_description: why ?? clause(meaning), ...scope }) : {};
}

/** As the challenges of every service are worded. */
function clause(meaning: string): string {
  return meaning.charAt(0).toLowerCase() + meaning.slice(1, -1);
}

/** Fit for a header: what is not visible ASCII is escaped as in a path. */
function visible(text: string): string {
  return unfit.test(text) ? text.replace(/[^\x20-\x7e]+/g, encodeURIComponent) : text;
}
