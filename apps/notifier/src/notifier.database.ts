import type { Database } from '@latchkey/runtime';
import { CreateContext1764410000000 } from './announce-notices/create-context.migration.js';
import { CreateDisuse1764420000000 } from './announce-unused/create-disuse.migration.js';
import { CreateRefusals1764300000000 } from './count-refusals/create-refusals.migration.js';
import { CreateCustomerSchedules1764400000000 } from './customer-schedules/create-customer-schedules.migration.js';
import { CreateExpiryIndex1764430000000 } from './measure-expiries/create-expiry-index.migration.js';
import { CreateSchedule1764100000000 } from './schedule/create-schedule.migration.js';
import { CreateSubscriptions1764200000000 } from './subscriptions/create-subscriptions.migration.js';
import { AddUnsubscribed1764440000000 } from './unsubscribe/add-unsubscribed.migration.js';

/** Written set by set in SQL, so there are no entities. */
export const notifierDatabase = {
  schema: 'notifier',
  entities: [],
  migrations: [
    CreateSchedule1764100000000,
    CreateSubscriptions1764200000000,
    CreateRefusals1764300000000,
    CreateCustomerSchedules1764400000000,
    CreateContext1764410000000,
    CreateDisuse1764420000000,
    CreateExpiryIndex1764430000000,
    AddUnsubscribed1764440000000,
  ],
} as const satisfies Database;
