import { RuntimeError } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { SecretBox } from '../secrets/secret-box.js';
import { AddressRules } from '../subscriptions/address-rules.js';
import { endpointOf } from '../subscriptions/channel.js';
import type { Channel } from '../subscriptions/channel.js';
import { failWaiting } from '../subscriptions/fail-waiting.js';
import { sealSecrets } from '../subscriptions/subscription-secrets.js';
import { findSubscription, subscriptionColumns } from '../subscriptions/subscription.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { By } from '../trail/by.js';
import { Trail } from '../trail/trail.js';
import type { UpdateSubscriptionRequest } from './update-subscription.request.js';

export interface SubscriptionUpdate {
  readonly id: string;
  readonly request: UpdateSubscriptionRequest;
}

type Addressed = Pick<Subscription, 'url' | 'endpoint' | 'sealed'>;

/** Changes a subscription. Made active again, or with a new address, it begins with a clean record of failures. */
@Injectable()
export class UpdateSubscription {
  constructor(
    private readonly dataSource: DataSource,
    private readonly box: SecretBox,
    private readonly addressRules: AddressRules,
    private readonly trail: Trail,
  ) {}

  async execute(by: By, { id, request }: SubscriptionUpdate): Promise<Subscription> {
    const { caller, now } = by;
    return this.dataSource.transaction(async (manager) => {
      const before = await findSubscription(manager, caller, id, 'for no key update');
      const { url, endpoint, sealed } = request.channel ? this.address(before, request.channel) : before;
      const { name = before.name, event_types: types = before.eventTypes, labels = before.labels, digest = before.digest, status = before.status } = request;
      const { service_account_id: account = before.serviceAccountId, unsubscribed = before.unsubscribed } = request;
      const [after]: [Subscription[], number] = await manager.query(
        `update notifier.subscriptions set name = $2, event_types = $3, labels = $4, service_account_id = $5, url = $6, endpoint = $7, sealed = $8, digest = $9, updated_at = $10, unsubscribed = $11
         where id = $1 returning ${subscriptionColumns}`,
        [id, name, types, labels, account, url, endpoint, sealed, digest, now, unsubscribed],
      );
      if (request.channel || status !== before.status) await forgetFailures(manager, id);
      const details = { fields: Object.keys(request), status };
      await this.trail.add(manager, by, { action: 'notification.subscription.update', target: { type: 'subscription', id }, customerId: before.customerId, details });
      return status === before.status ? (after[0] as Subscription) : setStatus(manager, id, status, now);
    });
  }

  private address({ id, channel: kind, sealed }: Subscription, channel: Channel): Addressed {
    if (channel.kind !== kind) throw new RuntimeError('invalid_request', { errors: [{ pointer: '/channel/kind', detail: 'cannot be changed' }] });
    this.addressRules.check(channel);
    const endpoint = endpointOf(channel);
    switch (channel.kind) {
      case 'email':
        return { url: null, endpoint, sealed };
      case 'slack':
        return { url: null, endpoint, sealed: sealSecrets(this.box, id, { url: channel.url }) };
      case 'webhook':
        return { url: channel.url, endpoint, sealed };
    }
  }
}

async function forgetFailures(manager: EntityManager, id: string): Promise<void> {
  await manager.query('update notifier.subscriptions set failing_since = null, failures = 0, held_until = null where id = $1', [id]);
}

async function setStatus(manager: EntityManager, id: string, status: Subscription['status'], now: Date): Promise<Subscription> {
  if (status === 'disabled') await failWaiting(manager, id, now);
  const [rows]: [Subscription[], number] = await manager.query(
    `update notifier.subscriptions set status = $2, disabled_reason = case when $2 = 'disabled' then 'requested' end where id = $1 returning ${subscriptionColumns}`,
    [id, status],
  );
  return rows[0] as Subscription;
}
