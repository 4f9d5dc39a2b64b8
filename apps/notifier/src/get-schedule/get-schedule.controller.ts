import { Answers, CurrentCaller, param, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { scheduleExample, scheduleView, viewSchedule } from '../customer-schedules/customer-schedule.js';
import type { ScheduleView } from '../customer-schedules/customer-schedule.js';
import { scheduleAddress } from '../customer-schedules/schedule-address.js';
import type { ScheduleAddress } from '../customer-schedules/schedule-address.js';
import { ofCustomer } from '../customers/of-customer.js';
import type { OfCustomer } from '../customers/of-customer.js';
import { GetSchedule } from './get-schedule.js';

@ApiTags('schedules')
@Controller('schedules')
export class GetScheduleController {
  constructor(private readonly getSchedule: GetSchedule) {}

  @Get(':of')
  @Requires('token:read')
  @Answers(200, scheduleView, 'The schedule, as it was set.', { example: scheduleExample })
  @Refuses(runtimeErrors, 'not_found')
  async get(
    @CurrentCaller() caller: Caller,
    @Param(param(scheduleAddress)) at: ScheduleAddress,
    @Query(query(ofCustomer)) customer: OfCustomer,
  ): Promise<ScheduleView> {
    return viewSchedule(await this.getSchedule.execute(caller, at, customer));
  }
}
