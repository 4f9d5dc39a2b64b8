import { RuntimeError } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { scheduleColumns } from '../customer-schedules/customer-schedule.js';
import type { CustomerSchedule } from '../customer-schedules/customer-schedule.js';
import type { ScheduleAddress } from '../customer-schedules/schedule-address.js';
import { customerOf } from '../customers/customer-of.js';
import type { OfCustomer } from '../customers/of-customer.js';

@Injectable()
export class GetSchedule {
  constructor(private readonly dataSource: DataSource) {}

  async execute(caller: Caller, { of }: ScheduleAddress, customer: OfCustomer): Promise<CustomerSchedule> {
    const [schedule]: CustomerSchedule[] = await this.dataSource.query(
      `select ${scheduleColumns} from notifier.schedules where customer_id = $1 and service_account_id is not distinct from $2`,
      [customerOf(caller, customer), of],
    );
    if (!schedule) throw new RuntimeError('not_found');
    return schedule;
  }
}
