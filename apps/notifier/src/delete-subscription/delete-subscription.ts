import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { findSubscription } from '../subscriptions/subscription.js';
import type { By } from '../trail/by.js';
import { Trail } from '../trail/trail.js';

/** Deletes a subscription with its secrets, what waits for it, and its history. */
@Injectable()
export class DeleteSubscription {
  constructor(
    private readonly dataSource: DataSource,
    private readonly trail: Trail,
  ) {}

  async execute(by: By, id: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { customerId } = await findSubscription(manager, by.caller, id, 'for update');
      await manager.query('delete from notifier.subscriptions where id = $1', [id]);
      await this.trail.add(manager, by, { action: 'notification.subscription.delete', target: { type: 'subscription', id }, customerId, details: {} });
    });
  }
}
