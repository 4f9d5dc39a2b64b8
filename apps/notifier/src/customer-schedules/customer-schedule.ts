import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import type { Actor } from '../customers/actor-of.js';

/** When to warn of the tokens of a service account, or (`null`) of those of a customer for whose service account nothing is set. */
export interface CustomerSchedule {
  readonly customerId: string;
  readonly serviceAccountId: string | null;
  /** `null` leaves it to the customer’s schedule, or else to the operator. */
  readonly notifyDays: readonly number[] | null;
  /** Since when the days are these. */
  readonly daysSetAt: Date;
  readonly unusedDays: number | null;
  readonly updatedBy: Actor;
  readonly updatedAt: Date;
}

export const scheduleColumns = `
  customer_id as "customerId", service_account_id as "serviceAccountId", notify_days as "notifyDays", days_set_at as "daysSetAt",
  unused_days as "unusedDays", updated_by as "updatedBy", updated_at as "updatedAt"`;

export const scheduleFields = {
  notify_days: z
    .array(z.int().min(1).max(365))
    .max(10)
    .refine((days) => new Set(days).size === days.length, { error: 'names a day twice' })
    .nullable()
    .describe('days before expiry at which to warn; [] leaves the expiry alone; null leaves it to the next schedule'),
  unused_days: z
    .int()
    .min(0)
    .max(3650)
    .nullable()
    .describe('after how many days without use a token is announced as unused; 0: never; null leaves it to the next schedule'),
};

export const scheduleView = z.strictObject({
  customer_id: fields.id,
  service_account_id: fields.id.nullable().describe('null: the customer’s default, which counts where a service account’s schedule says nothing'),
  ...scheduleFields,
  updated_by: fields.actor,
  updated_at: fields.instant,
});
export type ScheduleView = z.infer<typeof scheduleView>;

export function viewSchedule(schedule: CustomerSchedule): ScheduleView {
  return {
    customer_id: schedule.customerId,
    service_account_id: schedule.serviceAccountId,
    notify_days: schedule.notifyDays && [...schedule.notifyDays],
    unused_days: schedule.unusedDays,
    updated_by: schedule.updatedBy,
    updated_at: schedule.updatedAt.toISOString(),
  };
}

/** For the OpenAPI document. */
export const scheduleExample: ScheduleView = {
  customer_id: '1CYbP6tN0m5GZ1p9LqWc7A',
  service_account_id: '1CYbPnAsKhSwI4xdQ8Qd5m',
  notify_days: [60, 14, 3],
  unused_days: null,
  updated_by: { kind: 'token', token_id: '1CYbPnAsKhSwI4xdQ8Qd5k', service_account_id: '1CYbPnAsKhSwI4xdQ8Qd5m', person_id: null, name: 'admin' },
  updated_at: '2026-10-01T08:30:00.000Z',
};
