import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { actorOf } from '../customers/actor-of.js';
import { notificationDeed } from '../notifications/notification-deed.js';
import { lockNotification, notificationColumns } from '../notifications/notification.js';
import type { Notification } from '../notifications/notification.js';
import { silenceEnds, waitingOfSameEnds } from '../notifications/silence-ends.js';
import type { By } from '../trail/by.js';
import { Trail } from '../trail/trail.js';

/** Somebody takes care of it: of that end of the token the subscription is told no more. What tells of no end is only marked. */
@Injectable()
export class AcknowledgeNotification {
  constructor(
    private readonly dataSource: DataSource,
    private readonly trail: Trail,
  ) {}

  async execute(by: By, id: string): Promise<Notification> {
    const { caller, now } = by;
    return this.dataSource.transaction(async (manager) => {
      const notification = await lockNotification(manager, caller, id);
      await silenceEnds(manager, notification, { until: null, by: actorOf(caller), now });
      await manager.query(
        `update notifier.notifications set state = 'acknowledged', next_attempt_at = null, digest_at = null, settled_at = coalesce(settled_at, $2)
         where id = $1 or id in (${waitingOfSameEnds})`,
        [id, now],
      );
      await this.trail.add(manager, by, notificationDeed('acknowledge', notification));
      const [acknowledged]: Notification[] = await manager.query(`select ${notificationColumns} from notifier.notifications where id = $1`, [id]);
      return acknowledged as Notification;
    });
  }
}
