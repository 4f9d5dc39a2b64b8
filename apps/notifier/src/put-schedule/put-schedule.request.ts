import { z } from 'zod';
import { scheduleFields } from '../customer-schedules/customer-schedule.js';

/** The body of `PUT /schedules/{of}`: all of the schedule, so that what is left out is left to the next one. */
export const putScheduleRequest = z.strictObject({
  notify_days: scheduleFields.notify_days.default(null),
  unused_days: scheduleFields.unused_days.default(null),
});
export type PutScheduleRequest = z.output<typeof putScheduleRequest>;
