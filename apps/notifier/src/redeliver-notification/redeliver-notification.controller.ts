import { Answers, CurrentCaller, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { IdAddress } from '../customers/id-address.js';
import { ReadsNoBody } from '../customers/reads-no-body.js';
import { notifierErrors } from '../notifier.errors.js';
import { notificationAddress, notificationView, viewNotification, waitingExample } from '../notifications/notification-view.js';
import type { NotificationView } from '../notifications/notification-view.js';
import { RedeliverNotification } from './redeliver-notification.js';

@ApiTags('notifications')
@Controller('notifications')
export class RedeliverNotificationController {
  constructor(private readonly redeliverNotification: RedeliverNotification) {}

  @Post(':id/redeliver')
  @HttpCode(202)
  @Requires('notification:write')
  @Answers(202, notificationView, 'It waits to be sent again, under the same id.', { example: waitingExample })
  @Refuses(notifierErrors, 'still_waiting', 'in_a_digest', 'subscription_disabled')
  @Refuses(runtimeErrors, 'not_found')
  @ReadsNoBody()
  async redeliver(@CurrentCaller() caller: Caller, @Param(param(notificationAddress)) { id }: IdAddress): Promise<NotificationView> {
    return viewNotification(await this.redeliverNotification.execute(caller, id, new Date()));
  }
}
