import { Injectable, Logger } from '@nestjs/common';
import { Channels } from '../channels/channels.js';
import type { ClaimedNotification } from './claim-due.js';
import { PrepareDelivery } from './prepare-delivery.js';
import { RecordOutcome } from './record-outcome.js';

/**
 * Makes one attempt and records how it ended. The attempt is made outside any transaction: what breaks off in between is attempted again after the lease, under
 * the same id.
 */
@Injectable()
export class DeliverNotification {
  private readonly log = new Logger(DeliverNotification.name);

  constructor(
    private readonly prepareDelivery: PrepareDelivery,
    private readonly channels: Channels,
    private readonly recordOutcome: RecordOutcome,
  ) {}

  async execute(notification: ClaimedNotification, clock: () => Date): Promise<void> {
    const at = clock();
    const delivery = await this.prepareDelivery.execute(notification, at);
    if (!delivery) return;
    if (delivery.destinations.length === 0) {
      this.log.warn({ msg: 'nobody can be told: neither the service account nor the customer has a contact, or all in it have unsubscribed', notification: notification.id, customer: notification.customerId });
      return this.recordOutcome.unreachable(notification, clock());
    }
    const results = await Promise.all(
      delivery.destinations.map(async ({ recipient, destination }) => ({ recipient, outcome: await this.channels.send(destination, delivery.message, at) })),
    );
    await this.recordOutcome.execute(notification, { at, results }, clock());
  }
}
