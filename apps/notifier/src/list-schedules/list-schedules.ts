import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { scheduleColumns } from '../customer-schedules/customer-schedule.js';
import type { CustomerSchedule } from '../customer-schedules/customer-schedule.js';
import { customerOf } from '../customers/customer-of.js';
import type { ListSchedulesQuery } from './list-schedules.request.js';

export interface SchedulePage {
  readonly schedules: readonly CustomerSchedule[];
  readonly more: boolean;
}

/** The schedules of one customer: its default, then those of service accounts by their ids. */
@Injectable()
export class ListSchedules {
  constructor(private readonly dataSource: DataSource) {}

  async execute(caller: Caller, request: ListSchedulesQuery): Promise<SchedulePage> {
    const { cursor = null, limit } = request;
    const found: CustomerSchedule[] = await this.dataSource.query(
      `select ${scheduleColumns} from notifier.schedules where customer_id = $1 and ($2::text is null or service_account_id > $2)
       order by service_account_id nulls first limit $3`,
      [customerOf(caller, request), cursor, limit + 1],
    );
    return { schedules: found.slice(0, limit), more: found.length > limit };
  }
}
