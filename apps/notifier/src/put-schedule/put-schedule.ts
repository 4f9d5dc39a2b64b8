import { RuntimeError } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { scheduleColumns } from '../customer-schedules/customer-schedule.js';
import type { CustomerSchedule } from '../customer-schedules/customer-schedule.js';
import { requestReplan } from '../customer-schedules/request-replan.js';
import { scheduleTarget } from '../customer-schedules/schedule-address.js';
import type { ScheduleAddress } from '../customer-schedules/schedule-address.js';
import { changeSchedules } from '../customer-schedules/schedules-gate.js';
import { actorOf } from '../customers/actor-of.js';
import { customerOf } from '../customers/customer-of.js';
import type { OfCustomer } from '../customers/of-customer.js';
import type { By } from '../trail/by.js';
import { Trail } from '../trail/trail.js';
import type { PutScheduleRequest } from './put-schedule.request.js';

export interface ScheduleToPut {
  readonly at: ScheduleAddress;
  readonly customer: OfCustomer;
  readonly request: PutScheduleRequest;
}

/** Sets when to warn, for tokens there are as for those to come. Whether the customer has such a service account is not asked: tokens come with both. */
@Injectable()
export class PutSchedule {
  constructor(
    private readonly dataSource: DataSource,
    private readonly trail: Trail,
  ) {}

  async execute(by: By, { at, customer, request }: ScheduleToPut): Promise<CustomerSchedule> {
    if (at.of === '') throw new RuntimeError('not_found');
    const { caller, now } = by;
    const customerId = customerOf(caller, customer);
    return this.dataSource.transaction(async (manager) => {
      await changeSchedules(manager);
      const [schedule]: CustomerSchedule[] = await manager.query(
        `insert into notifier.schedules as held (customer_id, service_account_id, notify_days, days_set_at, unused_days, updated_by, updated_at)
         values ($1, $2, $3, $6, $4, $5, $6)
         on conflict (customer_id, service_account_id) do update set
           notify_days = excluded.notify_days, unused_days = excluded.unused_days, updated_by = excluded.updated_by, updated_at = excluded.updated_at,
           days_set_at = case when held.notify_days is not distinct from excluded.notify_days then held.days_set_at else excluded.days_set_at end
         returning ${scheduleColumns}`,
        [customerId, at.of, request.notify_days, request.unused_days, actorOf(caller), now],
      );
      await requestReplan(manager, customerId, at.of, now);
      await this.trail.add(manager, by, { action: 'notification.schedule.set', target: scheduleTarget(at), customerId, details: request });
      return schedule as CustomerSchedule;
    });
  }
}
