import { Answers, body, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { notifierErrors } from '../notifier.errors.js';
import { secretExample, subscriptionWithSecret, viewSubscription } from '../subscriptions/subscription-view.js';
import type { SubscriptionWithSecret } from '../subscriptions/subscription-view.js';
import { DoneBy } from '../trail/by.js';
import type { By } from '../trail/by.js';
import { CreateSubscription } from './create-subscription.js';
import { createSubscriptionRequest } from './create-subscription.request.js';
import type { CreateSubscriptionRequest } from './create-subscription.request.js';

@ApiTags('subscriptions')
@Controller('subscriptions')
export class CreateSubscriptionController {
  constructor(private readonly createSubscription: CreateSubscription) {}

  @Post()
  @Requires('notification:write')
  @Answers(201, subscriptionWithSecret, 'The subscription, told of what happens from now on.', { example: secretExample })
  @Refuses(notifierErrors, 'no_secrets_key', 'endpoint_refused', 'too_many_subscriptions')
  @Refuses(runtimeErrors, 'not_found')
  async create(@DoneBy() by: By, @Body(body(createSubscriptionRequest)) request: CreateSubscriptionRequest): Promise<SubscriptionWithSecret> {
    const { subscription, webhookSecret } = await this.createSubscription.execute(by, request);
    return { ...viewSubscription(subscription), webhook_secret: webhookSecret };
  }
}
