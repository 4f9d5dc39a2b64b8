import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { findSubscription } from '../subscriptions/subscription.js';

/** Deletes a subscription with its secrets, what waits for it, and its history. */
@Injectable()
export class DeleteSubscription {
  constructor(private readonly dataSource: DataSource) {}

  async execute(caller: Caller, id: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await findSubscription(manager, caller, id, 'for update');
      await manager.query('delete from notifier.subscriptions where id = $1', [id]);
    });
  }
}
