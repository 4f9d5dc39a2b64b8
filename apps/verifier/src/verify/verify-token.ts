import { Keyring } from '@latchkey/keyring';
import type { KeyringEntry } from '@latchkey/keyring';
import { RuntimeError } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { digestToken, isToken } from '@latchkey/tokens';
import { Injectable } from '@nestjs/common';
import { UsageReporter } from '../usage/usage-reporter.js';
import { AwaitedState } from './awaited-state.js';
import { judge, refuse } from './judge.js';
import type { Judgement } from './judge.js';
import { VerifyMetrics } from './verify.metrics.js';
import type { VerifyAnswer, VerifyRequest } from './verify.schema.js';

interface Verdict {
  readonly judgement: Judgement;
  /** The token, where it is known and the caller may know of it. */
  readonly entry?: KeyringEntry | undefined;
}

/** Says from memory whether a token is good for an action, and never before all that was ever revoked is known. */
@Injectable()
export class VerifyToken {
  constructor(
    private readonly keyring: Keyring,
    private readonly awaited: AwaitedState,
    private readonly usage: UsageReporter,
    private readonly metrics: VerifyMetrics,
  ) {}

  async execute(caller: Caller, request: VerifyRequest): Promise<VerifyAnswer> {
    if (!this.keyring.ready) throw new RuntimeError('not_ready');
    const { judgement, entry } = await this.verdict(caller, request);
    this.metrics.count(judgement);
    if (entry) this.countUse(entry, judgement, request);
    const stale = this.keyring.stale() ? { stale: true as const } : {};
    return { ...judgement, ...(entry && factsOf(entry)), staleness_ms: this.keyring.stalenessMs(), ...stale };
  }

  private async verdict(caller: Caller, request: VerifyRequest): Promise<Verdict> {
    if (!isToken(request.token)) return { judgement: refuse('malformed', request) };
    const digest = digestToken(request.token);
    const look = (): KeyringEntry | undefined => visibleTo(caller, this.keyring.find(digest));
    if (this.keyring.refusesStale()) return { judgement: refuse('stale', request), entry: look() };
    const { at_least: atLeast } = request;
    const behind = atLeast !== undefined && !(await this.awaited.reached(atLeast, digest, look));
    const entry = look();
    return { judgement: behind ? refuse('behind', request) : judgementOf(entry, request), entry };
  }

  private countUse({ state }: KeyringEntry, { reason }: Judgement, { ip, user_agent: userAgent, service_id: serviceId }: VerifyRequest): void {
    const { id: tokenId, customer_id: customerId, service_account_id: serviceAccountId } = state;
    this.usage.count({ tokenId, customerId, serviceAccountId, reason: reason ?? null, ip: ip ?? null, userAgent: userAgent ?? null, serviceId: serviceId ?? null });
  }
}

/** A foreign token is told apart from an unknown one by nothing. */
function visibleTo(caller: Caller, entry: KeyringEntry | undefined): KeyringEntry | undefined {
  return caller.platform || entry?.state.customer_id === caller.customerId ? entry : undefined;
}

function judgementOf(entry: KeyringEntry | undefined, request: VerifyRequest): Judgement {
  if (!entry) return refuse('unknown', request);
  if (entry.unreadable) return refuse('state_unreadable', request);
  return judge({ grant: entry.grant, status: entry.state.status }, request, new Date());
}

function factsOf({ state }: KeyringEntry): Partial<VerifyAnswer> {
  return {
    id: state.id,
    customer_id: state.customer_id,
    service_account_id: state.service_account_id,
    permissions: state.grant.permissions,
    expires_at: state.grant.expires_at,
    sequence: state.sequence,
  };
}
