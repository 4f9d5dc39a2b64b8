import { Answers, CurrentCaller, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import type { IdAddress } from '../customers/id-address.js';
import { subscriptionAddress } from '../subscriptions/subscription-address.js';
import { subscriptionExample, subscriptionView, viewSubscription } from '../subscriptions/subscription-view.js';
import type { SubscriptionView } from '../subscriptions/subscription-view.js';
import { findSubscription } from '../subscriptions/subscription.js';

@ApiTags('subscriptions')
@Controller('subscriptions')
export class GetSubscriptionController {
  constructor(private readonly dataSource: DataSource) {}

  @Get(':id')
  @Requires('token:read')
  @Answers(200, subscriptionView, 'The subscription.', { example: subscriptionExample })
  @Refuses(runtimeErrors, 'not_found')
  async get(@CurrentCaller() caller: Caller, @Param(param(subscriptionAddress)) { id }: IdAddress): Promise<SubscriptionView> {
    return viewSubscription(await findSubscription(this.dataSource.manager, caller, id));
  }
}
