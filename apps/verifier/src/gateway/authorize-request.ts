import type { IncomingMessage } from 'node:http';
import { Keyring } from '@latchkey/keyring';
import { maxUserAgent, MinuteCounts, recordable } from '@latchkey/runtime';
import { isToken } from '@latchkey/tokens';
import { Inject, Injectable } from '@nestjs/common';
import { UsageReporter } from '../usage/usage-reporter.js';
import { clientAddress } from './client-address.js';
import type { Decision } from './decision.js';
import { GATEWAY_OPTIONS } from './gateway-options.js';
import type { GatewayOptions } from './gateway-options.js';
import { FoundToken } from './holder.js';
import type { OriginalRequest } from './original-request.js';
import type { Target } from './path-rules.js';
import { presentedToken } from './presented-token.js';
import { requestedTarget } from './requested-target.js';

type Asking = Pick<IncomingMessage, 'headers' | 'rawHeaders'>;

/** Says from memory whether a gateway may let a request through. */
@Injectable()
export class AuthorizeRequest {
  private readonly counts = new MinuteCounts();

  constructor(
    private readonly keyring: Keyring,
    private readonly usage: UsageReporter,
    @Inject(GATEWAY_OPTIONS) private readonly options: GatewayOptions,
  ) {}

  /** `original` as the mode’s way of asking tells it. */
  execute(asking: Asking, original: OriginalRequest | undefined): Decision {
    if (!this.options.keys.include(asking.headers['x-gateway-key'])) return { outcome: 'forbidden' };
    if (!original) return { outcome: 'invalid_request' };
    const target = requestedTarget(original, asking.headers, this.options);
    if ('denied' in target) return { outcome: target.denied };
    if (target.permission === undefined) return { outcome: 'public', target };
    const presented = presentedToken(asking);
    if ('denied' in presented) return { outcome: presented.denied, target };
    if (!this.keyring.ready) return { outcome: 'not_ready', target };
    const ip = clientAddress(asking.headers, this.options.address);
    const decision = this.judge(presented.secret, target, ip);
    this.countUse(decision, asking, ip);
    return decision;
  }

  private judge(secret: string, target: Target, ip: string | undefined): Decision {
    return isToken(secret) ? this.verdict(this.find(secret), target, ip) : { outcome: 'malformed', target };
  }

  /** A token of a customer for whom this gateway does not stand is told apart from an unknown one by nothing. */
  private find(secret: string): FoundToken | undefined {
    const { customers } = this.options;
    const token = FoundToken.find(this.keyring, secret);
    return token && (customers?.has(token.holder.customerId) ?? true) ? token : undefined;
  }

  private verdict(token: FoundToken | undefined, target: Target, ip: string | undefined): Decision {
    const holder = token?.holder;
    if (this.keyring.refusesStale()) return { outcome: 'stale', target, holder };
    if (!token || !holder) return { outcome: 'unknown', target };
    const { reason } = token.judge(target, ip);
    if (reason !== undefined) return { outcome: reason, target, holder, why: token.why(reason) };
    const outcome = this.isOverLimit(holder.tokenId) ? 'rate_limited' : 'allowed';
    return { outcome, target, holder, stale: this.keyring.stale() };
  }

  private isOverLimit(tokenId: string): boolean {
    const { perTokenPerMinute: limit } = this.options;
    return limit > 0 && this.counts.add(tokenId, Date.now()) > limit;
  }

  private countUse({ outcome, holder, target }: Decision, { headers }: Asking, ip: string | undefined): void {
    const userAgent = recordable(headers['user-agent'], maxUserAgent);
    const serviceId = target?.service_id ?? null;
    if (!holder) return this.usage.count({ tokenId: null, reason: outcome, ip: ip ?? null, userAgent, serviceId });
    const { tokenId, customerId, serviceAccountId } = holder;
    this.usage.count({ tokenId, customerId, serviceAccountId, reason: outcome === 'allowed' ? null : outcome, ip: ip ?? null, userAgent, serviceId });
  }
}
