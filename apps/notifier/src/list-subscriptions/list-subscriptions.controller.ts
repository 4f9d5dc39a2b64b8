import { Answers, CurrentCaller, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { subscriptionExample, subscriptionView, viewSubscription } from '../subscriptions/subscription-view.js';
import { ListSubscriptions } from './list-subscriptions.js';
import { listSubscriptionsQuery } from './list-subscriptions.request.js';
import type { ListSubscriptionsQuery } from './list-subscriptions.request.js';

const subscriptionList = z.strictObject({
  data: z.array(subscriptionView),
  next_cursor: z.string().nullable().describe('`cursor` of the next page; null on the last'),
});

@ApiTags('subscriptions')
@Controller('subscriptions')
export class ListSubscriptionsController {
  constructor(private readonly listSubscriptions: ListSubscriptions) {}

  @Get()
  @Requires('token:read')
  @Answers(200, subscriptionList, 'One page, the oldest first.', { example: { data: [subscriptionExample], next_cursor: null } })
  @Refuses(runtimeErrors, 'not_found')
  async list(@CurrentCaller() caller: Caller, @Query(query(listSubscriptionsQuery)) request: ListSubscriptionsQuery): Promise<z.infer<typeof subscriptionList>> {
    const { subscriptions, more } = await this.listSubscriptions.execute(caller, request);
    return { data: subscriptions.map(viewSubscription), next_cursor: more ? (subscriptions.at(-1)?.id ?? null) : null };
  }
}
