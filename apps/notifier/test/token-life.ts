import type { OutgoingRecord, TokenState } from '@latchkey/contracts';
import { aGrant } from '@latchkey/testing';
import fc from 'fast-check';
import { rotatedRecord, usedRecord } from './context.js';
import { aToken, changed, day, dayOf, defaultDays, iso, stateRecord, tombstone } from './schedule.js';

type Change = { readonly on: number; readonly to: 'extended' | 'for_ever' | 'suspended' | 'resumed' | 'renamed' | 'other_days' | 'default_days'; readonly days: number };

export interface Life {
  readonly made: number;
  readonly days: number | null;
  readonly notifyDays: number[] | null;
  readonly changes: readonly Change[];
  readonly revoked: number | null;
  /** After which part of its life it is rotated, and in how many days its successor is used. */
  readonly rotated: { readonly after: number; readonly overlap: number; readonly days: number; readonly usedAfter: number } | null;
}

const fraction = fc.integer({ min: 1, max: 999 }).map((part) => part / 1000);
const moment = (last: number): fc.Arbitrary<number> => fc.tuple(fc.integer({ min: 1, max: last }), fraction).map(([whole, part]) => whole + part);

/** The life of a token in a year. */
export const life: fc.Arbitrary<Life> = fc.record({
  made: moment(300),
  days: fc.option(fc.integer({ min: 1, max: 120 }), { freq: 8 }),
  notifyDays: fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 4 })),
  changes: fc.array(
    fc.record({
      on: moment(360),
      to: fc.constantFrom('extended', 'for_ever', 'suspended', 'resumed', 'renamed', 'other_days', 'default_days'),
      days: fc.integer({ min: 1, max: 90 }),
    }),
    { maxLength: 3 },
  ),
  revoked: fc.option(moment(360), { freq: 3 }),
  rotated: fc.option(fc.record({ after: moment(60), overlap: fc.integer({ min: 2, max: 20 }), days: fc.integer({ min: 30, max: 120 }), usedAfter: moment(10) }), { freq: 1 }),
});

/** What is written about a token, and when: its state from then on, or (`undefined`) a tombstone. */
export interface Entry {
  readonly on: number;
  readonly after: TokenState | undefined;
}

export interface Telling {
  readonly on: number;
  readonly record: OutgoingRecord;
}

/** All that is written about one token, and what else is told of it. */
export interface Course {
  readonly id: string;
  readonly customerId: string;
  readonly entries: readonly Entry[];
  readonly facts: readonly Telling[];
  readonly uses: readonly Telling[];
  /** Which token takes over, and is used first on that day. */
  readonly succeeded?: { readonly usedOn: number };
}

export function recordOf(id: string, { after }: Entry): OutgoingRecord {
  return after ? stateRecord(after) : tombstone(id);
}

type Step = { readonly on: number; readonly to: Change['to'] | 'revoked' | 'rotated'; readonly days: number };

/** Everything that is written about a token of this life, and about its successor where it gets one: each is buried seven days after its end. */
export function coursesOf(told: Life, customerId: string): Course[] {
  const { made, days, notifyDays, changes, revoked, rotated } = told;
  let state = aToken(made, days === null ? null : made + days, { notify_days: notifyDays, customer_id: customerId });
  const entries: Entry[] = [{ on: made, after: state }];
  let rotatedOn: number | undefined;
  const steps: Step[] = [...changes];
  if (revoked !== null) steps.push({ on: revoked, to: 'revoked', days: 0 });
  if (rotated) steps.push({ on: made + rotated.after, to: 'rotated', days: rotated.overlap });
  for (const step of steps.filter(({ on }) => on > made).sort((a, b) => a.on - b.on)) {
    if (state.status === 'revoked' || isOver(state, step.on) || rotatedOn !== undefined) break;
    state = changed(state, step.on, changeOf(step, state));
    entries.push({ on: step.on, after: state });
    if (step.to === 'rotated') rotatedOn = step.on;
  }
  const end = state.status === 'revoked' ? state.changed_at : state.grant.expires_at;
  if (end !== null) entries.push({ on: dayOf(new Date(end)) + 7, after: undefined });
  const course = { id: state.id, customerId, entries, facts: [], uses: [] };
  return rotated && rotatedOn !== undefined ? succession(course, state, { ...rotated, on: rotatedOn }) : [course];
}

function succession(course: Course, token: TokenState, { on, days, usedAfter }: { on: number; days: number; usedAfter: number }): Course[] {
  const successor = aToken(on, on + days, { customer_id: course.customerId });
  const usedOn = on + usedAfter;
  return [
    { ...course, facts: [{ on, record: rotatedRecord(token, successor.id) }], succeeded: { usedOn } },
    {
      id: successor.id,
      customerId: course.customerId,
      entries: [{ on, after: successor }, { on: on + days + 7, after: undefined }],
      facts: [],
      uses: [{ on: usedOn, record: usedRecord(successor, usedOn) }],
    },
  ];
}

function changeOf({ on, to, days }: Step, { grant: { expires_at: expiry } }: TokenState): Partial<TokenState> {
  switch (to) {
    case 'extended':
      return { grant: aGrant({ expires_at: iso(on + days) }) };
    case 'rotated':
      return { grant: aGrant({ expires_at: expiry !== null && expiry < iso(on + days) ? expiry : iso(on + days) }) };
    case 'for_ever':
      return { grant: aGrant() };
    case 'suspended':
      return { status: 'suspended' };
    case 'resumed':
      return { status: 'active' };
    case 'renamed':
      return { name: `name ${days}` };
    case 'other_days':
      return { notify_days: [days, 2] };
    case 'default_days':
      return { notify_days: null };
    case 'revoked':
      return { status: 'revoked' };
  }
}

const dayMs = 86_400_000;
const isOver = ({ grant }: TokenState, on: number): boolean => grant.expires_at !== null && grant.expires_at <= iso(on);

/** A token from one moment on: as it was written last, and which days count for it. */
interface Known {
  readonly on: number;
  readonly after: TokenState | undefined;
  readonly days: readonly number[];
}

/** The rules said once more, in the plainest way: what is announced of one token when one looks at it at these moments. */
export class ExpectedNotices {
  private readonly settled = new Map<string, number>();
  private readonly past: Known[] = [];
  private scheduled: readonly number[] = defaultDays;
  /** The moment of the next notice, in epoch milliseconds. */
  private nextDue = -Infinity;
  private readonly toCome: Entry[];

  constructor(private readonly course: Pick<Course, 'entries' | 'succeeded'>) {
    this.toCome = [...course.entries];
  }

  /** From that moment on its customer's schedule says so. */
  schedule(days: readonly number[], on: number): void {
    this.learn(on);
    this.scheduled = days;
    const last = this.past.at(-1);
    if (last?.after) this.know(on, last.after);
    this.nextDue = -Infinity;
  }

  at(now: number): string[] {
    if (this.nextDue > day(now).getTime() && (this.toCome[0]?.on ?? Infinity) > now) return [];
    this.learn(now);
    const due = this.moments().filter(({ at }) => at <= day(now).getTime()).at(-1);
    const { after: state } = this.past.at(-1) ?? {};
    const expiry = state?.grant.expires_at;
    if (due && expiry) this.settled.set(expiry, due.at);
    this.nextDue = this.moments()[0]?.at ?? Infinity;
    if (!due || !state || (this.course.succeeded && this.course.succeeded.usedOn <= now)) return [];
    return [`${state.id}/${expiry}/${due.name}`];
  }

  private learn(now: number): void {
    while (this.toCome[0] && this.toCome[0].on <= now) {
      const { on, after } = this.toCome.shift() as Entry;
      this.know(on, after);
    }
  }

  private know(on: number, after: TokenState | undefined): void {
    this.past.push({ on, after, days: after?.notify_days ?? this.scheduled });
  }

  /** Those of its present expiry that are not settled, in order. */
  private moments(): { name: string; at: number }[] {
    const { after: state, days = [] } = this.past.at(-1) ?? {};
    const expiry = state?.grant.expires_at;
    if (!expiry || state.status === 'revoked') return [];
    const expirySetAt = this.since(({ after }) => after?.grant.expires_at === expiry);
    const settled = this.settled.get(expiry) ?? -Infinity;
    const thresholds = days
      .filter((each) => each > 0)
      .map((each) => ({ name: String(each), at: Date.parse(expiry) - each * dayMs, namedAt: this.since((known) => known.after !== undefined && known.days.includes(each)) }))
      .filter(({ at, namedAt }) => at > expirySetAt && at > namedAt);
    return [...thresholds, { name: 'expired', at: Date.parse(expiry) }].filter(({ at }) => at > settled).sort((a, b) => a.at - b.at);
  }

  private since(holds: (known: Known) => boolean): number {
    const from = this.past[this.past.findLastIndex((known) => !holds(known)) + 1];
    return from ? day(from.on).getTime() : Infinity;
  }
}
