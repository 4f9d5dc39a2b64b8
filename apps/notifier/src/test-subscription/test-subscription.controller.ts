import { Answers, CurrentCaller, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { IdAddress } from '../customers/id-address.js';
import { ReadsNoBody } from '../customers/reads-no-body.js';
import { notifierErrors } from '../notifier.errors.js';
import { notificationView, viewNotification, waitingExample } from '../notifications/notification-view.js';
import type { NotificationView } from '../notifications/notification-view.js';
import { subscriptionAddress } from '../subscriptions/subscription-address.js';
import { TestSubscription } from './test-subscription.js';

@ApiTags('subscriptions')
@Controller('subscriptions')
export class TestSubscriptionController {
  constructor(private readonly testSubscription: TestSubscription) {}

  @Post(':id/test')
  @HttpCode(202)
  @Requires('notification:write')
  @Answers(202, notificationView, 'A test waits to be sent, once; `GET /notifications/{id}` shows how it went.', {
    example: { ...waitingExample, type: 'subscription.test', token_id: null, token_name: 'test of the subscription on call', attempts: 0 },
  })
  @Refuses(notifierErrors, 'subscription_disabled')
  @Refuses(runtimeErrors, 'not_found')
  @ReadsNoBody()
  async test(@CurrentCaller() caller: Caller, @Param(param(subscriptionAddress)) { id }: IdAddress): Promise<NotificationView> {
    return viewNotification(await this.testSubscription.execute(caller, id, new Date()));
  }
}
