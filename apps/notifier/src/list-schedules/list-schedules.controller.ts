import { Answers, CurrentCaller, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { scheduleExample, scheduleView, viewSchedule } from '../customer-schedules/customer-schedule.js';
import { ListSchedules } from './list-schedules.js';
import { listSchedulesQuery } from './list-schedules.request.js';
import type { ListSchedulesQuery } from './list-schedules.request.js';

const scheduleList = z.strictObject({
  data: z.array(scheduleView),
  next_cursor: z.string().nullable().describe('`cursor` of the next page; null on the last'),
});
type ScheduleList = z.infer<typeof scheduleList>;

@ApiTags('schedules')
@Controller('schedules')
export class ListSchedulesController {
  constructor(private readonly listSchedules: ListSchedules) {}

  @Get()
  @Requires('token:read')
  @Answers(200, scheduleList, 'One page, the default first.', { example: { data: [scheduleExample], next_cursor: null } })
  @Refuses(runtimeErrors, 'not_found')
  async list(@CurrentCaller() caller: Caller, @Query(query(listSchedulesQuery)) request: ListSchedulesQuery): Promise<ScheduleList> {
    const { schedules, more } = await this.listSchedules.execute(caller, request);
    return { data: schedules.map(viewSchedule), next_cursor: more ? lastOf(schedules.at(-1)?.serviceAccountId) : null };
  }
}

/** Before all ids where the page ends with the default. */
function lastOf(serviceAccountId: string | null | undefined): string {
  return serviceAccountId ?? '0'.repeat(22);
}
