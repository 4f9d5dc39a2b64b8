import { describe, expect, it } from '@jest/globals';
import { type Answer, judgeAnswer, type Known } from './judge-answer.js';
import type { LedgerToken } from './ledger.js';

const live: LedgerToken = { id: 'a', secret: 's', sequence: 1, issuedAt: 1_000, expiresAt: undefined, doomed: false, revokedAt: undefined };
const doomed = { ...live, doomed: true };
const revoked = { ...doomed, revokedAt: 50_000 };
const known: Known = { boundMs: 15_000, seenRevokedAt: undefined };
const allowed = { active: true, allowed: true };
const refused = (reason: string): Pick<Answer, 'active' | 'allowed' | 'reason'> => ({ active: false, allowed: false, reason });
const at = (askedAt: number, staleness_ms: number | null, said: Pick<Answer, 'active' | 'allowed' | 'reason'>): Answer => ({ askedAt, staleness_ms, ...said });

describe('an answer', () => {
  it.each([
    ['that allows a live token', live, at(60_000, 100, allowed)],
    ['that allows what was revoked since what the verifier knows', revoked, at(50_100, 100, allowed)],
    ['that refuses what is revoked', revoked, at(60_000, 100, refused('revoked'))],
    ['that refuses what may be revoked', doomed, at(60_000, 100, refused('revoked'))],
    ['that does not know what was issued since what the verifier knows', live, at(1_100, 100, refused('unknown'))],
    ['that refuses all, since it is stale', live, at(60_000, 15_001, refused('stale'))],
    ['that refuses all, since its age is not known', live, at(60_000, null, refused('stale'))],
  ])('%s is right', (_, token, answer) => {
    expect(judgeAnswer(token, answer, known)).toBeUndefined();
  });

  it.each([
    ['that allows what was revoked before what the verifier knows', revoked, at(50_101, 100, allowed), known],
    ['that allows what this verifier has refused as revoked, whatever its age', revoked, at(50_100, 10_000, allowed), { ...known, seenRevokedAt: 50_050 }],
    ['that allows beyond the staleness bound', live, at(60_000, 15_001, allowed), known],
    ['that allows without knowing its age', live, at(60_000, null, allowed), known],
    ['that refuses a live token that it has to know', live, at(60_000, 100, refused('unknown')), known],
    ['that refuses a live token as revoked', live, at(60_000, 100, refused('revoked')), known],
    ['that does not allow what a live token may', live, at(60_000, 100, { active: true, allowed: false, reason: 'permission_refused' }), known],
    ['that refuses as stale what is not', live, at(60_000, 15_000, refused('stale')), known],
  ])('%s is wrong', (_, token, answer, knowing) => {
    expect(judgeAnswer(token, answer, knowing)).toEqual(expect.any(String));
  });
});
