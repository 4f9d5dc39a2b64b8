import { STATUS_CODES } from 'node:http';
import { challenge, problemOf } from '@latchkey/runtime';
import { verdictReasons } from '../verify/verify.schema.js';
import type { Decision, DenialCode, GatewayMode } from './decision.js';
import { denials, statusOf } from './denials.js';

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
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

/** What the gateway is told, in its mode. */
export function gatewayAnswer(decision: Decision, context: AnswerContext): GatewayAnswer {
  const { outcome } = decision;
  const identity = identityOf(decision);
  if (outcome === 'allowed' || outcome === 'public') return { status: 200, headers: { ...identity, ...noticeOf(decision, context) }, body: '' };
  const status = statusOf(outcome, context.mode);
  const title = STATUS_CODES[status] ?? 'Refused';
  const problem = problemOf({ code: outcome, title, status, detail: denials[outcome].meaning, errors: undefined }, context.requestId);
  const retry: Headers = denials[outcome].passing ? { 'retry-after': '1' } : {};
  const headers = { ...identity, ...challengeOf(outcome, decision), ...retry, 'content-type': 'application/problem+json; charset=utf-8' };
  return { status, headers, body: JSON.stringify(problem) };
}

/** All of these names in each answer, empty where there is nothing to say: a gateway puts them in place of what its client sent under them. */
export function identityOf({ outcome, holder, target, stale }: Decision): Headers {
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
  };
}

/** Sunset: draft-ietf-httpapi-deprecation-header takes it from RFC 8594. */
function noticeOf({ holder }: Decision, { now, expiryNoticeDays }: AnswerContext): Headers {
  const expiresAt = holder?.expiresAt ?? null;
  if (expiresAt === null) return {};
  const end = new Date(expiresAt);
  if (end.getTime() - now > expiryNoticeDays * dayMs) return {};
  return { 'x-latchkey-expires-at': expiresAt, sunset: end.toUTCString() };
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
  return text.replace(/[^\x20-\x7e]+/g, encodeURIComponent);
}
