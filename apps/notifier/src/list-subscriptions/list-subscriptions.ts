import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { customerOf } from '../customers/customer-of.js';
import { subscriptionColumns } from '../subscriptions/subscription.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { ListSubscriptionsQuery } from './list-subscriptions.request.js';

export interface SubscriptionPage {
  readonly subscriptions: readonly Subscription[];
  readonly more: boolean;
}

/** The subscriptions of one customer, the oldest first: their ids sort so. */
@Injectable()
export class ListSubscriptions {
  constructor(private readonly dataSource: DataSource) {}

  async execute(caller: Caller, request: ListSubscriptionsQuery): Promise<SubscriptionPage> {
    const { cursor = '', limit } = request;
    const found: Subscription[] = await this.dataSource.query(
      `select ${subscriptionColumns} from notifier.subscriptions where customer_id = $1 and id > $2 order by id limit $3`,
      [customerOf(caller, request), cursor, limit + 1],
    );
    return { subscriptions: found.slice(0, limit), more: found.length > limit };
  }
}
