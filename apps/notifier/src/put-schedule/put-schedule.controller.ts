import { Answers, body, param, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Body, Controller, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { scheduleExample, scheduleView, viewSchedule } from '../customer-schedules/customer-schedule.js';
import type { ScheduleView } from '../customer-schedules/customer-schedule.js';
import { scheduleAddress } from '../customer-schedules/schedule-address.js';
import type { ScheduleAddress } from '../customer-schedules/schedule-address.js';
import { ofCustomer } from '../customers/of-customer.js';
import type { OfCustomer } from '../customers/of-customer.js';
import { DoneBy } from '../trail/by.js';
import type { By } from '../trail/by.js';
import { PutSchedule } from './put-schedule.js';
import { putScheduleRequest } from './put-schedule.request.js';
import type { PutScheduleRequest } from './put-schedule.request.js';

@ApiTags('schedules')
@Controller('schedules')
export class PutScheduleController {
  constructor(private readonly putSchedule: PutSchedule) {}

  @Put(':of')
  @Requires('notification:write')
  @Answers(200, scheduleView, 'The schedule as it is now. Its tokens are planned anew within seconds.', { example: scheduleExample })
  @Refuses(runtimeErrors, 'not_found')
  async put(
    @DoneBy() by: By,
    @Param(param(scheduleAddress)) at: ScheduleAddress,
    @Query(query(ofCustomer)) customer: OfCustomer,
    @Body(body(putScheduleRequest)) request: PutScheduleRequest,
  ): Promise<ScheduleView> {
    return viewSchedule(await this.putSchedule.execute(by, { at, customer, request }));
  }
}
