import type { Caller } from '@latchkey/runtime';
import { mintId } from '@latchkey/tokens';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DeliveryLoop } from '../deliver/delivery-loop.js';
import { insertNotifications, newNotification } from '../notifications/new-notification.js';
import { findNotification } from '../notifications/notification.js';
import type { Notification } from '../notifications/notification.js';
import { testType } from '../notifications/notification-types.js';
import { NotifierError } from '../notifier.errors.js';
import { findSubscription } from '../subscriptions/subscription.js';
import { testNotice } from './test-notice.js';

/** Sends a notice about no token, by the way that all others go, once and never in a digest. */
@Injectable()
export class TestSubscription {
  constructor(
    private readonly dataSource: DataSource,
    private readonly deliveryLoop: DeliveryLoop,
  ) {}

  async execute(caller: Caller, id: string, now: Date): Promise<Notification> {
    const queued = await this.dataSource.transaction(async (manager) => {
      const subscription = await findSubscription(manager, caller, id, 'for no key update');
      if (subscription.status !== 'active') throw new NotifierError('subscription_disabled');
      const notification = newNotification({ ...subscription, digest: null }, testNotice(subscription, now), now);
      const test = { ...notification, id: mintId(now.getTime()), type: testType, tokenId: null, expiresAt: null };
      await insertNotifications(manager, [test], now);
      return findNotification(manager, caller, test.id);
    });
    this.deliveryLoop.wake();
    return queued;
  }
}
