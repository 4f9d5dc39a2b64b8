import { RuntimeError } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { requestReplan } from '../customer-schedules/request-replan.js';
import { scheduleTarget } from '../customer-schedules/schedule-address.js';
import type { ScheduleAddress } from '../customer-schedules/schedule-address.js';
import { changeSchedules } from '../customer-schedules/schedules-gate.js';
import { customerOf } from '../customers/customer-of.js';
import type { OfCustomer } from '../customers/of-customer.js';
import type { By } from '../trail/by.js';
import { Trail } from '../trail/trail.js';

@Injectable()
export class DeleteSchedule {
  constructor(
    private readonly dataSource: DataSource,
    private readonly trail: Trail,
  ) {}

  async execute(by: By, { at, customer }: { readonly at: ScheduleAddress; readonly customer: OfCustomer }): Promise<void> {
    const customerId = customerOf(by.caller, customer);
    await this.dataSource.transaction(async (manager) => {
      await changeSchedules(manager);
      const [, deleted]: [unknown, number] = await manager.query(
        'delete from notifier.schedules where customer_id = $1 and service_account_id is not distinct from $2',
        [customerId, at.of],
      );
      if (deleted === 0) throw new RuntimeError('not_found');
      await requestReplan(manager, customerId, at.of, by.now);
      await this.trail.add(manager, by, { action: 'notification.schedule.delete', target: scheduleTarget(at), customerId, details: {} });
    });
  }
}
