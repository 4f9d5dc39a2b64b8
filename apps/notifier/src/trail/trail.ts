import { activityReported, encodeEvent, fields } from '@latchkey/contracts';
import { Outbox } from '@latchkey/outbox';
import { mintId } from '@latchkey/tokens';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { By } from './by.js';

/** What a caller did to what the notifier keeps. */
export interface Deed {
  readonly action: `notification.${string}`;
  readonly target: { readonly type: 'subscription' | 'contact' | 'schedule' | 'notification'; readonly id: string };
  /** Whose that is. */
  readonly customerId: string;
  /** Ids and settings alone: what the log once has, nobody changes. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Has each change stand in the audit log. */
@Injectable()
export class Trail {
  constructor(private readonly outbox: Outbox) {}

  /** In the transaction of the change, so that neither is there without the other. It stands in the log of the caller’s own customer, in the trail of its token. */
  async add(manager: EntityManager, { caller, origin, now }: By, { action, target, customerId, details }: Deed): Promise<void> {
    // People are known to the issuer alone.
    if (caller.kind !== 'token') return;
    const envelope = { id: mintId(now.getTime()), source: 'notifier', time: now.toISOString(), subject: caller.tokenId };
    const data = {
      customer_id: caller.customerId,
      token_id: caller.tokenId,
      service_account_id: caller.serviceAccountId,
      action,
      target,
      service_id: null,
      outcome: 'success' as const,
      reason: null,
      ip: origin.ip,
      user_agent: origin.userAgent,
      request_id: origin.requestId,
      details: { customer_id: customerId, ...details },
      reported_by: fields.systemActor('notifier'),
    };
    await this.outbox.append(manager, [encodeEvent(activityReported, { ...envelope, data })]);
  }
}
