import { Answers, body, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Body, Controller, Param, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { IdAddress } from '../customers/id-address.js';
import { notifierErrors } from '../notifier.errors.js';
import { subscriptionAddress } from '../subscriptions/subscription-address.js';
import { subscriptionExample, subscriptionView, viewSubscription } from '../subscriptions/subscription-view.js';
import type { SubscriptionView } from '../subscriptions/subscription-view.js';
import { DoneBy } from '../trail/by.js';
import type { By } from '../trail/by.js';
import { updateSubscriptionRequest } from './update-subscription.request.js';
import type { UpdateSubscriptionRequest } from './update-subscription.request.js';
import { UpdateSubscription } from './update-subscription.js';

@ApiTags('subscriptions')
@Controller('subscriptions')
export class UpdateSubscriptionController {
  constructor(private readonly updateSubscription: UpdateSubscription) {}

  @Patch(':id')
  @Requires('notification:write')
  @Answers(200, subscriptionView, 'The subscription as it is now.', { example: subscriptionExample })
  @Refuses(notifierErrors, 'no_secrets_key', 'endpoint_refused')
  @Refuses(runtimeErrors, 'not_found')
  async update(
    @DoneBy() by: By,
    @Param(param(subscriptionAddress)) { id }: IdAddress,
    @Body(body(updateSubscriptionRequest)) request: UpdateSubscriptionRequest,
  ): Promise<SubscriptionView> {
    return viewSubscription(await this.updateSubscription.execute(by, { id, request }));
  }
}
