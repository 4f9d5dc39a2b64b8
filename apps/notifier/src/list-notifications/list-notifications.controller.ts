import { Answers, CurrentCaller, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { notificationExample, notificationView, viewNotification } from '../notifications/notification-view.js';
import { ListNotifications } from './list-notifications.js';
import { cursorOf, listNotificationsQuery } from './list-notifications.request.js';
import type { ListNotificationsQuery } from './list-notifications.request.js';

const notificationList = z.strictObject({
  data: z.array(notificationView),
  next_cursor: z.string().nullable().describe('`cursor` of the next page; null on the last'),
});
type NotificationList = z.infer<typeof notificationList>;

@ApiTags('notifications')
@Controller('notifications')
export class ListNotificationsController {
  constructor(private readonly listNotifications: ListNotifications) {}

  @Get()
  @Requires('token:read')
  @Answers(200, notificationList, 'One page, the latest first.', { example: { data: [notificationExample], next_cursor: null } })
  @Refuses(runtimeErrors, 'not_found')
  async list(@CurrentCaller() caller: Caller, @Query(query(listNotificationsQuery)) request: ListNotificationsQuery): Promise<NotificationList> {
    const { notifications, more } = await this.listNotifications.execute(caller, request);
    const last = notifications.at(-1);
    return { data: notifications.map(viewNotification), next_cursor: more && last ? cursorOf(last) : null };
  }
}
