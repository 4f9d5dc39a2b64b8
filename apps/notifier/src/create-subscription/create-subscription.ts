import { mintId } from '@latchkey/tokens';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { newWebhookSecret } from '../channels/webhook/webhook-secret.js';
import { actorOf } from '../customers/actor-of.js';
import { customerOf } from '../customers/customer-of.js';
import { NotifierError } from '../notifier.errors.js';
import { SecretBox } from '../secrets/secret-box.js';
import { AddressRules } from '../subscriptions/address-rules.js';
import { endpointOf } from '../subscriptions/channel.js';
import type { Channel } from '../subscriptions/channel.js';
import { sealSecrets } from '../subscriptions/subscription-secrets.js';
import { subscriptionColumns } from '../subscriptions/subscription.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { By } from '../trail/by.js';
import { Trail } from '../trail/trail.js';
import type { CreateSubscriptionRequest } from './create-subscription.request.js';

/** Each event of a customer is held against all of them. */
export const maxSubscriptions = 100;

export interface CreatedSubscription {
  readonly subscription: Subscription;
  readonly webhookSecret: string | null;
}

interface Kept {
  readonly url: string | null;
  readonly sealed: Buffer | null;
  readonly webhookSecret: string | null;
}

/** Makes a subscription, and the secret of its webhook, which nobody sees again. */
@Injectable()
export class CreateSubscription {
  constructor(
    private readonly dataSource: DataSource,
    private readonly box: SecretBox,
    private readonly addressRules: AddressRules,
    private readonly trail: Trail,
  ) {}

  async execute(by: By, request: CreateSubscriptionRequest): Promise<CreatedSubscription> {
    const { caller, now } = by;
    const customerId = customerOf(caller, request);
    this.addressRules.check(request.channel);
    const id = mintId(now.getTime());
    const { webhookSecret, url, sealed } = this.keep(id, request.channel);
    const subscription = await this.dataSource.transaction(async (manager) => {
      await refuseTooMany(manager, customerId);
      const { name, event_types: types, labels, service_account_id: account, channel, digest } = request;
      const [made]: Subscription[] = await manager.query(
        `insert into notifier.subscriptions
           (id, customer_id, name, event_types, labels, service_account_id, channel, url, endpoint, sealed, digest, status, created_by, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'active', $12, $13, $13) returning ${subscriptionColumns}`,
        [id, customerId, name, types, labels, account, channel.kind, url, endpointOf(channel), sealed, digest, actorOf(caller), now],
      );
      const details = { channel: channel.kind, event_types: types };
      await this.trail.add(manager, by, { action: 'notification.subscription.create', target: { type: 'subscription', id }, customerId, details });
      return made as Subscription;
    });
    return { subscription, webhookSecret };
  }

  private keep(id: string, channel: Channel): Kept {
    switch (channel.kind) {
      case 'email':
        return { url: null, sealed: null, webhookSecret: null };
      case 'slack':
        return { url: null, sealed: sealSecrets(this.box, id, { url: channel.url }), webhookSecret: null };
      case 'webhook': {
        const webhookSecret = newWebhookSecret();
        return { url: channel.url, sealed: sealSecrets(this.box, id, { secrets: [{ secret: webhookSecret, until: null }] }), webhookSecret };
      }
    }
  }
}

async function refuseTooMany(manager: EntityManager, customerId: string): Promise<void> {
  // Until the commit, so that two at once do not both count one too few.
  await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`notifier.subscriptions/${customerId}`]);
  const [row]: { count: number }[] = await manager.query('select count(*)::int as count from notifier.subscriptions where customer_id = $1', [customerId]);
  if ((row?.count ?? 0) >= maxSubscriptions) throw new NotifierError('too_many_subscriptions', { detail: `The customer has ${maxSubscriptions} subscriptions, and may have no more.` });
}
