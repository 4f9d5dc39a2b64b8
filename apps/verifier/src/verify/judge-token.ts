import { Keyring } from '@latchkey/keyring';
import { RuntimeError } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { digestToken, isToken } from '@latchkey/tokens';
import { Injectable } from '@nestjs/common';
import { UsageReporter } from '../usage/usage-reporter.js';
import { AwaitedState } from './awaited-state.js';
import { judge, refuse } from './judge.js';
import type { Judgement } from './judge.js';
import { factsOf } from './known-token.js';
import type { KnownToken } from './known-token.js';
import { VerifyMetrics } from './verify.metrics.js';
import type { VerifyRequest } from './verify.schema.js';

/** What is asked of a caller to be told of a token. */
type Asker = Pick<Caller, 'platform' | 'customerId'>;

interface Found {
  readonly judgement: Judgement;
  /** The token, where it is known and the caller may know of it. */
  readonly token?: KnownToken | undefined;
}

export interface Verdict extends Found {
  readonly stalenessMs: number | null;
  /** What is known is older than the bound. */
  readonly stale: boolean;
}

/** Judges a token from memory, never before all that was ever revoked is known, and counts its use. */
@Injectable()
export class JudgeToken {
  constructor(
    private readonly keyring: Keyring,
    private readonly awaited: AwaitedState,
    private readonly usage: UsageReporter,
    private readonly metrics: VerifyMetrics,
  ) {}

  /** What `at_least` names is waited for until `patience` ends. */
  async execute(caller: Asker, request: VerifyRequest, patience?: AbortSignal): Promise<Verdict> {
    if (!this.keyring.ready) throw new RuntimeError('not_ready');
    return this.conclude(caller, request, await this.isBehind(caller, request, patience));
  }

  /** As `execute`, of a request that has nothing to wait for. Ask for nothing before the keyring is ready. */
  atOnce(caller: Asker, request: Omit<VerifyRequest, 'at_least'>): Verdict {
    return this.conclude(caller, request, false);
  }

  private async isBehind(caller: Asker, { token, at_least: atLeast }: VerifyRequest, patience: AbortSignal | undefined): Promise<boolean> {
    if (atLeast === undefined || !isToken(token) || this.keyring.refusesStale()) return false;
    const digest = digestToken(token);
    return !(await this.awaited.reached(atLeast, digest, () => this.visibleTo(caller, digest), patience));
  }

  private conclude(caller: Asker, request: VerifyRequest, behind: boolean): Verdict {
    const now = Date.now();
    const found = this.find(caller, request, { behind, now });
    this.metrics.count(found.judgement);
    this.usage.meet(caller);
    this.countUse(found, request);
    return { judgement: found.judgement, token: found.token, stalenessMs: this.keyring.stalenessMs(now), stale: this.keyring.stale(now) };
  }

  private find(caller: Asker, request: VerifyRequest, { behind, now }: { behind: boolean; now: number }): Found {
    if (!isToken(request.token)) return { judgement: refuse('malformed', request) };
    const token = this.visibleTo(caller, digestToken(request.token));
    if (this.keyring.refusesStale(now)) return { judgement: refuse('stale', request), token };
    return { judgement: behind ? refuse('behind', request) : judgementOf(token, request), token };
  }

  /** A foreign token is told apart from an unknown one by nothing. */
  private visibleTo(caller: Asker, digest: string): KnownToken | undefined {
    const entry = this.keyring.find(digest);
    const token = entry && factsOf(entry);
    return caller.platform || token?.customerId === caller.customerId ? token : undefined;
  }

  private countUse({ token, judgement: { reason } }: Found, { ip, user_agent: userAgent, service_id: serviceId }: VerifyRequest): void {
    const said = { ip: ip ?? null, userAgent: userAgent ?? null, serviceId: serviceId ?? null };
    if (!token) return this.usage.count({ tokenId: null, reason: reason ?? 'unknown', ...said });
    const { id: tokenId, customerId, serviceAccountId } = token;
    this.usage.count({ tokenId, customerId, serviceAccountId, reason: reason ?? null, ip: said.ip, userAgent: said.userAgent, serviceId: said.serviceId });
  }
}

function judgementOf(token: KnownToken | undefined, request: VerifyRequest): Judgement {
  if (!token) return refuse('unknown', request);
  if (token.unreadable) return refuse('state_unreadable', request);
  return judge({ grant: token.compiled, status: token.status }, request, new Date());
}
