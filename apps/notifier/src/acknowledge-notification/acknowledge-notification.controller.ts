import { Answers, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { IdAddress } from '../customers/id-address.js';
import { ReadsNoBody } from '../customers/reads-no-body.js';
import { notificationAddress, notificationExample, notificationView, viewNotification } from '../notifications/notification-view.js';
import type { NotificationView } from '../notifications/notification-view.js';
import { DoneBy } from '../trail/by.js';
import type { By } from '../trail/by.js';
import { AcknowledgeNotification } from './acknowledge-notification.js';

@ApiTags('notifications')
@Controller('notifications')
export class AcknowledgeNotificationController {
  constructor(private readonly acknowledgeNotification: AcknowledgeNotification) {}

  @Post(':id/acknowledge')
  @HttpCode(200)
  @Requires('notification:write')
  @Answers(200, notificationView, 'The subscription is told no more of this end of the token; of another expiry it is.', {
    example: { ...notificationExample, state: 'acknowledged' },
  })
  @Refuses(runtimeErrors, 'not_found')
  @ReadsNoBody()
  async acknowledge(@DoneBy() by: By, @Param(param(notificationAddress)) { id }: IdAddress): Promise<NotificationView> {
    return viewNotification(await this.acknowledgeNotification.execute(by, id));
  }
}
