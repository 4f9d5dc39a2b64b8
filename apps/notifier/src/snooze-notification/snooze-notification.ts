import { RuntimeError } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { actorOf } from '../customers/actor-of.js';
import { NotifierError } from '../notifier.errors.js';
import { notificationDeed } from '../notifications/notification-deed.js';
import { lockNotification, notificationColumns } from '../notifications/notification.js';
import type { Notification } from '../notifications/notification.js';
import { silenceEnds, waitingOfSameEnds } from '../notifications/silence-ends.js';
import type { By } from '../trail/by.js';
import { Trail } from '../trail/trail.js';
import type { SnoozeNotificationRequest } from './snooze-notification.request.js';

const longestMs = 366 * 24 * 60 * 60 * 1000;

export interface Snooze {
  readonly id: string;
  readonly request: SnoozeNotificationRequest;
}

/** Puts a notification off: until then the subscription is told nothing of that end of the token, and then the latest notice of it. */
@Injectable()
export class SnoozeNotification {
  constructor(
    private readonly dataSource: DataSource,
    private readonly trail: Trail,
  ) {}

  async execute(by: By, { id, request }: Snooze): Promise<Notification> {
    const { caller, now } = by;
    const until = new Date(request.until);
    if (until <= now || until.getTime() > now.getTime() + longestMs) {
      throw new RuntimeError('invalid_request', { errors: [{ pointer: '/until', detail: 'expected a moment within a year from now' }] });
    }
    return this.dataSource.transaction(async (manager) => {
      const notification = await lockNotification(manager, caller, id);
      if (notification.state === 'digested') throw new NotifierError('in_a_digest');
      await silenceEnds(manager, notification, { until, by: actorOf(caller), now });
      await this.trail.add(manager, by, notificationDeed('snooze', notification, { until: request.until }));
      return putOff(manager, id, until, now);
    });
  }
}

/** Of several that tell of one end, the latest alone stays. */
async function putOff(manager: EntityManager, id: string, until: Date, now: Date): Promise<Notification> {
  await manager.query(
    `update notifier.notifications
     set state = 'snoozed', next_attempt_at = $2, due_at = $2, digest_at = null, settled_at = null, tries = 0, done = '{}' where id = $1 or id in (${waitingOfSameEnds})`,
    [id, until],
  );
  await manager.query(
    `update notifier.notifications earlier set state = 'superseded', next_attempt_at = null, settled_at = $2
     from notifier.notifications named join notifier.notifications later using (subscription_id, token_id, expires_at)
     where named.id = $1 and later.state = 'snoozed' and earlier.state = 'snoozed' and earlier.subscription_id = later.subscription_id
       and earlier.token_id = later.token_id and earlier.expires_at = later.expires_at and earlier.occurred_at < later.occurred_at`,
    [id, now],
  );
  const [snoozed]: Notification[] = await manager.query(`select ${notificationColumns} from notifier.notifications where id = $1`, [id]);
  return snoozed as Notification;
}
