import type { LedgerToken } from './ledger.js';

/** What a verifier said of a token, and when it was asked, in epoch milliseconds. */
export interface Answer {
  readonly askedAt: number;
  readonly active: boolean;
  readonly allowed?: boolean | undefined;
  readonly reason?: string | undefined;
  readonly staleness_ms: number | null;
}

export interface Known {
  readonly boundMs: number;
  /** Since when this verifier is known to have seen the token revoked. */
  readonly seenRevokedAt: number | undefined;
}

/**
 * What the answer breaks, if anything. A verifier says how old what it knows may be: what was acknowledged before that it must know, and nothing that it has
 * seen revoked may it ever allow again.
 */
export function judgeAnswer(token: LedgerToken, answer: Answer, { boundMs, seenRevokedAt }: Known): string | undefined {
  const { askedAt, active, allowed, reason, staleness_ms: stalenessMs } = answer;
  const fresh = stalenessMs !== null && stalenessMs <= boundMs;
  const knows = (at: number): boolean => stalenessMs !== null && at < askedAt - stalenessMs;
  if (active) {
    if (seenRevokedAt !== undefined && seenRevokedAt <= askedAt) return 'allowed a token that it had refused as revoked before';
    if (!fresh) return `allowed a token though what it knows is ${stalenessMs} ms old`;
    if (token.revokedAt !== undefined && knows(token.revokedAt)) return `allowed a token ${askedAt - token.revokedAt} ms after its revocation was acknowledged, and says that it knows all but the last ${stalenessMs} ms`;
    return allowed === true || token.doomed ? undefined : `does not allow what the token may (${reason})`;
  }
  if (reason === 'stale') return fresh ? `refused as stale though what it knows is ${stalenessMs} ms old` : undefined;
  if (token.doomed) return undefined;
  return fresh && knows(token.issuedAt) ? `refused a live token (${reason}) though what it knows is ${stalenessMs} ms old` : undefined;
}
