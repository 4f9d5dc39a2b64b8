import type { ScheduleDefaults } from '../schedule/schedule-defaults.js';
import type { CustomerSchedule } from './customer-schedule.js';

/** Whose a token is. */
export interface Owned {
  readonly customerId: string;
  readonly serviceAccountId: string;
}

/** Of a token, what decides when to warn of it. */
export interface DaysSubject extends Owned {
  readonly notifyDays: readonly number[] | null;
}

/** The days before expiry at which to warn, and since when a schedule says so; `null` where none does. */
export interface EffectiveDays {
  readonly days: readonly number[];
  readonly setAt: Date | null;
}

type OfCustomers = Pick<CustomerSchedule, 'customerId' | 'serviceAccountId' | 'notifyDays' | 'daysSetAt' | 'unusedDays'>;

/** Whose word counts: the token's own, else that of its service account's schedule, else of its customer's, else the operator's default. */
export class Schedules {
  private readonly byOwner: ReadonlyMap<string, OfCustomers>;

  constructor(
    schedules: readonly OfCustomers[],
    private readonly defaults: ScheduleDefaults,
  ) {
    this.byOwner = new Map(schedules.map((each) => [ownerOf(each.customerId, each.serviceAccountId), each]));
  }

  daysOf(token: DaysSubject): EffectiveDays {
    if (token.notifyDays) return { days: token.notifyDays, setAt: null };
    for (const { notifyDays, daysSetAt } of this.of(token)) if (notifyDays) return { days: notifyDays, setAt: daysSetAt };
    return { days: this.defaults.notifyDays, setAt: null };
  }

  /** After how many days without use a token is announced as unused; 0 is never. */
  unusedDaysOf(token: Owned): number {
    return this.of(token).find(({ unusedDays }) => unusedDays !== null)?.unusedDays ?? this.defaults.unusedDays;
  }

  private of({ customerId, serviceAccountId }: Owned): OfCustomers[] {
    return [serviceAccountId, null].flatMap((account) => this.byOwner.get(ownerOf(customerId, account)) ?? []);
  }
}

const ownerOf = (customerId: string, serviceAccountId: string | null): string => `${customerId}/${serviceAccountId ?? ''}`;
