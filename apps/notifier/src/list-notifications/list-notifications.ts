import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { customerOf } from '../customers/customer-of.js';
import { notificationColumns } from '../notifications/notification.js';
import type { Notification } from '../notifications/notification.js';
import type { ListNotificationsQuery } from './list-notifications.request.js';

export interface NotificationPage {
  readonly notifications: readonly Notification[];
  readonly more: boolean;
}

/** What one customer was and is to be told, the latest first. */
@Injectable()
export class ListNotifications {
  constructor(private readonly dataSource: DataSource) {}

  async execute(caller: Caller, request: ListNotificationsQuery): Promise<NotificationPage> {
    const { token_id: token, subscription_id: subscription, digest_id: digest, state, type, cursor, limit } = request;
    const values: unknown[] = [customerOf(caller, request), limit + 1];
    const named = Object.entries({ token_id: token, subscription_id: subscription, digest_id: digest, state, type }).filter(([, value]) => value !== undefined);
    // Only what is named: a plan for any of them at once would use none of their indexes.
    const conditions = named.map(([column, value]) => `and ${column} = $${values.push(value)}`);
    if (cursor) conditions.push(`and (created_at, id) < ($${values.push(cursor.at)}, $${values.push(cursor.id)})`);
    const found: Notification[] = await this.dataSource.query(
      `select ${notificationColumns} from notifier.notifications where customer_id = $1 ${conditions.join(' ')} order by created_at desc, id desc limit $2`,
      values,
    );
    return { notifications: found.slice(0, limit), more: found.length > limit };
  }
}
