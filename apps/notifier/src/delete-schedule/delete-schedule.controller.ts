import { Answers, param, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Controller, Delete, HttpCode, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { scheduleAddress } from '../customer-schedules/schedule-address.js';
import type { ScheduleAddress } from '../customer-schedules/schedule-address.js';
import { ofCustomer } from '../customers/of-customer.js';
import type { OfCustomer } from '../customers/of-customer.js';
import { ReadsNoBody } from '../customers/reads-no-body.js';
import { DoneBy } from '../trail/by.js';
import type { By } from '../trail/by.js';
import { DeleteSchedule } from './delete-schedule.js';

@ApiTags('schedules')
@Controller('schedules')
export class DeleteScheduleController {
  constructor(private readonly deleteSchedule: DeleteSchedule) {}

  @Delete(':of')
  @HttpCode(204)
  @Requires('notification:write')
  @Answers(204, null, 'There is no such schedule any more; the next one counts. Its tokens are planned anew within seconds.')
  @Refuses(runtimeErrors, 'not_found')
  @ReadsNoBody()
  async delete(
    @DoneBy() by: By,
    @Param(param(scheduleAddress)) at: ScheduleAddress,
    @Query(query(ofCustomer)) customer: OfCustomer,
  ): Promise<void> {
    await this.deleteSchedule.execute(by, { at, customer });
  }
}
