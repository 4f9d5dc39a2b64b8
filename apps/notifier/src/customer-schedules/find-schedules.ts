import type { EntityManager } from 'typeorm';
import type { ScheduleDefaults } from '../schedule/schedule-defaults.js';
import type { CustomerSchedule } from './customer-schedule.js';
import { scheduleColumns } from './customer-schedule.js';
import { Schedules } from './effective-days.js';
import type { Owned } from './effective-days.js';

/** The schedules that may count for these tokens. */
export async function findSchedules(
  manager: EntityManager,
  tokens: readonly Owned[],
  defaults: ScheduleDefaults,
): Promise<Schedules> {
  const found: CustomerSchedule[] = await manager.query(
    `select ${scheduleColumns} from notifier.schedules
     where customer_id = any($1) and (service_account_id is null or service_account_id = any($2))`,
    [distinct(tokens.map(({ customerId }) => customerId)), distinct(tokens.map(({ serviceAccountId }) => serviceAccountId))],
  );
  return new Schedules(found, defaults);
}

const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];
