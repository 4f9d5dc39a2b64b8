import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { DeliveryLoop } from '../deliver/delivery-loop.js';
import { NotifierError } from '../notifier.errors.js';
import { lockNotification, notificationColumns } from '../notifications/notification.js';
import type { Notification } from '../notifications/notification.js';

/** Puts a notification that is settled back into the queue, under its id and with a schedule from the start. One that reached some of its recipients goes to the others alone. */
@Injectable()
export class RedeliverNotification {
  constructor(
    private readonly dataSource: DataSource,
    private readonly deliveryLoop: DeliveryLoop,
  ) {}

  async execute(caller: Caller, id: string, now: Date): Promise<Notification> {
    const queued = await this.dataSource.transaction(async (manager) => {
      const notification = await lockNotification(manager, caller, id);
      await refuse(manager, notification);
      const [rows]: [Notification[], number] = await manager.query(
        `update notifier.notifications
         set state = 'queued', next_attempt_at = $2, settled_at = null, tries = 0, due_at = $2, done = case when state = 'failed' then done else '{}' end
         where id = $1 returning ${notificationColumns}`,
        [id, now],
      );
      return rows[0] as Notification;
    });
    this.deliveryLoop.wake();
    return queued;
  }
}

async function refuse(manager: EntityManager, { state, lane, subscriptionId }: Notification): Promise<void> {
  if (state === 'queued' || state === 'snoozed') throw new NotifierError('still_waiting');
  if (state === 'gathered' || state === 'digested') throw new NotifierError('in_a_digest');
  if (lane !== subscriptionId) return;
  const [subscription]: { status: string }[] = await manager.query('select status from notifier.subscriptions where id = $1', [subscriptionId]);
  if (subscription?.status !== 'active') throw new NotifierError('subscription_disabled');
}
