import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { newWebhookSecret } from '../channels/webhook/webhook-secret.js';
import type { CreatedSubscription } from '../create-subscription/create-subscription.js';
import { NotifierError } from '../notifier.errors.js';
import { SecretBox } from '../secrets/secret-box.js';
import { openSecrets, sealSecrets, signingSecrets } from '../subscriptions/subscription-secrets.js';
import { findSubscription, subscriptionColumns } from '../subscriptions/subscription.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { By } from '../trail/by.js';
import { Trail } from '../trail/trail.js';

const overlapMs = 24 * 60 * 60 * 1000;

/** Gives a webhook a new secret. For a day messages carry signatures of both, so that the receiver can change over in between. */
@Injectable()
export class RotateWebhookSecret {
  constructor(
    private readonly dataSource: DataSource,
    private readonly box: SecretBox,
    private readonly trail: Trail,
  ) {}

  async execute(by: By, id: string): Promise<CreatedSubscription> {
    const { caller, now } = by;
    return this.dataSource.transaction(async (manager) => {
      const before = await findSubscription(manager, caller, id, 'for no key update');
      if (before.channel !== 'webhook') throw new NotifierError('no_webhook_secret');
      const until = new Date(now.getTime() + overlapMs);
      const webhookSecret = newWebhookSecret();
      // Only the newest: two rotations in a day do not leave three secrets that count.
      const former = signingSecrets(openSecrets(this.box, before), now).slice(0, 1);
      const secrets = [{ secret: webhookSecret, until: null }, ...former.map((secret) => ({ secret, until: until.toISOString() }))];
      const [rows]: [Subscription[], number] = await manager.query(
        `update notifier.subscriptions set sealed = $2, former_secret_until = $3, updated_at = $4 where id = $1 returning ${subscriptionColumns}`,
        [id, sealSecrets(this.box, id, { secrets }), until, now],
      );
      const { customerId } = before;
      await this.trail.add(manager, by, { action: 'notification.subscription.rotate-secret', target: { type: 'subscription', id }, customerId, details: {} });
      return { subscription: rows[0] as Subscription, webhookSecret };
    });
  }
}
