import { Answers, body, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { IdAddress } from '../customers/id-address.js';
import { notifierErrors } from '../notifier.errors.js';
import { notificationAddress, notificationView, viewNotification, waitingExample } from '../notifications/notification-view.js';
import type { NotificationView } from '../notifications/notification-view.js';
import { DoneBy } from '../trail/by.js';
import type { By } from '../trail/by.js';
import { SnoozeNotification } from './snooze-notification.js';
import { snoozeNotificationRequest } from './snooze-notification.request.js';
import type { SnoozeNotificationRequest } from './snooze-notification.request.js';

@ApiTags('notifications')
@Controller('notifications')
export class SnoozeNotificationController {
  constructor(private readonly snoozeNotification: SnoozeNotification) {}

  @Post(':id/snooze')
  @HttpCode(200)
  @Requires('notification:write')
  @Answers(200, notificationView, 'Until then the subscription is told nothing of this end of the token.', {
    example: { ...waitingExample, state: 'snoozed', next_attempt_at: '2026-12-28T08:00:00.000Z' },
  })
  @Refuses(notifierErrors, 'in_a_digest')
  @Refuses(runtimeErrors, 'not_found')
  async snooze(
    @DoneBy() by: By,
    @Param(param(notificationAddress)) { id }: IdAddress,
    @Body(body(snoozeNotificationRequest)) request: SnoozeNotificationRequest,
  ): Promise<NotificationView> {
    return viewNotification(await this.snoozeNotification.execute(by, { id, request }));
  }
}
