import { RuntimeError } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { requestReplan } from '../customer-schedules/request-replan.js';
import type { ScheduleAddress } from '../customer-schedules/schedule-address.js';
import { changeSchedules } from '../customer-schedules/schedules-gate.js';
import { customerOf } from '../customers/customer-of.js';
import type { OfCustomer } from '../customers/of-customer.js';

@Injectable()
export class DeleteSchedule {
  constructor(private readonly dataSource: DataSource) {}

  async execute(caller: Caller, { at: { of }, customer }: { readonly at: ScheduleAddress; readonly customer: OfCustomer }, now: Date): Promise<void> {
    const customerId = customerOf(caller, customer);
    await this.dataSource.transaction(async (manager) => {
      await changeSchedules(manager);
      const [, deleted]: [unknown, number] = await manager.query(
        'delete from notifier.schedules where customer_id = $1 and service_account_id is not distinct from $2',
        [customerId, of],
      );
      if (deleted === 0) throw new RuntimeError('not_found');
      await requestReplan(manager, customerId, of, now);
    });
  }
}
