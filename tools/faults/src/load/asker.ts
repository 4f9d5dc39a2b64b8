import { z } from 'zod';
import type { Violations } from '../violations.js';
import { call } from './call.js';
import { judgeAnswer } from './judge-answer.js';
import type { Ledger, LedgerToken } from './ledger.js';

const verification = z.object({ active: z.boolean(), allowed: z.boolean().optional(), reason: z.string().optional(), staleness_ms: z.number().nullable() });
const timeoutMs = 2_000;
/** It mostly asks of the latest, since there it shows who is behind; now and then of any. */
const [latest, ofLatest] = [8, 0.85];

export interface Asked {
  readonly name: string;
  readonly url: string;
  readonly caller: string;
  readonly boundMs: number;
  /** Where it is an address of several verifiers: what the one has seen the other need not have. */
  readonly several?: true;
}

export interface Answers {
  /** A verifier has answered; it says that what it knows is so old. */
  answered(stalenessMs: number | null): void;
  /** Nobody has judged the token. */
  failed(why: string): void;
}

/** Asks one verifier all the time of tokens that live and tokens that are revoked, and holds each answer against the ledger. */
export class Asker {
  private readonly seenRevoked = new Map<string, number>();
  private count = 0;

  constructor(
    private readonly verifier: Asked,
    private readonly ledger: Ledger,
    private readonly random: () => number,
    private readonly violations: Violations,
    private readonly answers: Answers,
  ) {}

  /** Its next question. */
  async next(): Promise<void> {
    const { live, revoked } = this.ledger;
    const token = this.count++ % 2 === 0 ? this.oneOf(live) : this.oneOf(revoked);
    if (token) await this.ask(token);
  }

  private oneOf(tokens: readonly LedgerToken[]): LedgerToken | undefined {
    const from = this.random() < ofLatest ? Math.max(0, tokens.length - latest) : 0;
    return tokens[from + Math.floor(this.random() * (tokens.length - from))];
  }

  private async ask(token: LedgerToken): Promise<void> {
    const { name, url, caller, boundMs } = this.verifier;
    const askedAt = Date.now();
    const body = { token: token.secret, permission: 'purge:select', service_id: 'www' };
    const outcome = await call(url, caller, { method: 'POST', path: '/verify', body, timeoutMs });
    if (outcome.status === undefined) return this.answers.failed(outcome.why);
    if (outcome.status === 503) return this.answers.failed(outcome.text);
    if (outcome.status !== 200) return this.violations.add(`${name} answered ${outcome.status}: ${outcome.text}`);
    const answer = { askedAt, ...verification.parse(JSON.parse(outcome.text)) };
    this.answers.answered(answer.staleness_ms);
    if (answer.reason === 'stale') this.answers.failed(outcome.text);
    const fault = judgeAnswer(token, answer, { boundMs, seenRevokedAt: this.seenRevoked.get(token.id) });
    if (fault !== undefined) this.violations.add(`${name} ${fault}; token ${token.id}, ${JSON.stringify(answer)}`);
    if (answer.reason === 'revoked' && !this.verifier.several && !this.seenRevoked.has(token.id)) this.seenRevoked.set(token.id, Date.now());
  }
}
