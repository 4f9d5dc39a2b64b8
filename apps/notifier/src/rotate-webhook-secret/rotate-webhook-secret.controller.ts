import { Answers, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { IdAddress } from '../customers/id-address.js';
import { ReadsNoBody } from '../customers/reads-no-body.js';
import { notifierErrors } from '../notifier.errors.js';
import { subscriptionAddress } from '../subscriptions/subscription-address.js';
import { secretExample, subscriptionWithSecret, viewSubscription } from '../subscriptions/subscription-view.js';
import type { SubscriptionWithSecret } from '../subscriptions/subscription-view.js';
import { DoneBy } from '../trail/by.js';
import type { By } from '../trail/by.js';
import { RotateWebhookSecret } from './rotate-webhook-secret.js';

@ApiTags('subscriptions')
@Controller('subscriptions')
export class RotateWebhookSecretController {
  constructor(private readonly rotateWebhookSecret: RotateWebhookSecret) {}

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @Requires('notification:write')
  @Answers(200, subscriptionWithSecret, 'The new secret. For 24 hours messages are signed with the one before, too.', { example: secretExample })
  @Refuses(notifierErrors, 'no_webhook_secret', 'no_secrets_key')
  @Refuses(runtimeErrors, 'not_found')
  @ReadsNoBody()
  async rotate(@DoneBy() by: By, @Param(param(subscriptionAddress)) { id }: IdAddress): Promise<SubscriptionWithSecret> {
    const { subscription, webhookSecret } = await this.rotateWebhookSecret.execute(by, id);
    return { ...viewSubscription(subscription), webhook_secret: webhookSecret };
  }
}
