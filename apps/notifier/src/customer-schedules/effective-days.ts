import type { CustomerSchedule } from './customer-schedule.js';

/** Of a token, what decides when to warn of it. */
export interface DaysSubject {
  readonly customerId: string;
  readonly serviceAccountId: string;
  readonly notifyDays: readonly number[] | null;
}

/** The days before expiry at which to warn, and since when a schedule says so; `null` where none does. */
export interface EffectiveDays {
  readonly days: readonly number[];
  readonly setAt: Date | null;
}

type OfCustomers = Pick<CustomerSchedule, 'customerId' | 'serviceAccountId' | 'notifyDays' | 'daysSetAt'>;

/** Whose word counts: the token's own, else that of its service account's schedule, else of its customer's, else the operator's default. */
export class Schedules {
  private readonly byOwner: ReadonlyMap<string, OfCustomers>;

  constructor(
    schedules: readonly OfCustomers[],
    private readonly defaultDays: readonly number[],
  ) {
    this.byOwner = new Map(schedules.map((each) => [ownerOf(each.customerId, each.serviceAccountId), each]));
  }

  daysOf({ customerId, serviceAccountId, notifyDays }: DaysSubject): EffectiveDays {
    if (notifyDays) return { days: notifyDays, setAt: null };
    for (const owner of [ownerOf(customerId, serviceAccountId), ownerOf(customerId, null)]) {
      const schedule = this.byOwner.get(owner);
      if (schedule?.notifyDays) return { days: schedule.notifyDays, setAt: schedule.daysSetAt };
    }
    return { days: this.defaultDays, setAt: null };
  }
}

const ownerOf = (customerId: string, serviceAccountId: string | null): string => `${customerId}/${serviceAccountId ?? ''}`;
