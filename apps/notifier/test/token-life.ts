import type { OutgoingRecord, TokenState } from '@latchkey/contracts';
import { aGrant } from '@latchkey/testing';
import fc from 'fast-check';
import { aToken, changed, day, defaultDays, iso, stateRecord, tombstone } from './schedule.js';

type Change = { readonly on: number; readonly to: 'extended' | 'for_ever' | 'suspended' | 'resumed' | 'renamed' | 'other_days'; readonly days: number };

interface Life {
  readonly made: number;
  readonly days: number | null;
  readonly notifyDays: number[] | null;
  readonly changes: readonly Change[];
  readonly revoked: number | null;
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
      to: fc.constantFrom('extended', 'for_ever', 'suspended', 'resumed', 'renamed', 'other_days'),
      days: fc.integer({ min: 1, max: 90 }),
    }),
    { maxLength: 3 },
  ),
  revoked: fc.option(moment(360), { freq: 3 }),
});

/** What is written about a token, and when. `after` is its state from then on; a tombstone has none. */
export interface Entry {
  readonly on: number;
  readonly record: OutgoingRecord;
  readonly after: TokenState | undefined;
}

/** Everything that the issuer writes about a token of this life: buried seven days after its end. */
export function entriesOf({ made, days, notifyDays, changes, revoked }: Life): Entry[] {
  let state = aToken(made, days === null ? null : made + days, { notify_days: notifyDays });
  const entries: Entry[] = [{ on: made, record: stateRecord(state), after: state }];
  const steps = [...changes, ...(revoked === null ? [] : [{ on: revoked, to: 'revoked' as const, days: 0 }])];
  for (const step of steps.filter(({ on }) => on > made).sort((a, b) => a.on - b.on)) {
    if (state.status === 'revoked' || isOver(state, step.on)) break;
    state = changed(state, step.on, changeOf(step));
    entries.push({ on: step.on, record: stateRecord(state), after: state });
  }
  const end = state.status === 'revoked' ? state.changed_at : state.grant.expires_at;
  if (end !== null) entries.push({ on: dayOf(end) + 7, record: tombstone(state.id), after: undefined });
  return entries;
}

function changeOf({ on, to, days }: Omit<Change, 'to'> & { to: Change['to'] | 'revoked' }): Partial<TokenState> {
  switch (to) {
    case 'extended':
      return { grant: aGrant({ expires_at: iso(on + days) }) };
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
    case 'revoked':
      return { status: 'revoked' };
  }
}

const dayMs = 86_400_000;
const dayOf = (instant: string): number => (Date.parse(instant) - day(1).getTime()) / dayMs + 1;
const isOver = ({ grant }: TokenState, on: number): boolean => grant.expires_at !== null && grant.expires_at <= iso(on);

/** The rules said once more, in the plainest way: what is announced of one token when one looks at it at these moments. */
export class ExpectedNotices {
  private readonly settled = new Map<string, number>();

  constructor(private readonly entries: readonly Entry[]) {}

  at(now: number): string[] {
    const past = this.entries.filter(({ on }) => on <= now);
    const state = past.at(-1)?.after;
    const expiry = state?.grant.expires_at;
    if (!state || !expiry || state.status === 'revoked') return [];
    const settled = this.settled.get(expiry) ?? -Infinity;
    const due = [...thresholds(past, state, expiry), { name: 'expired', at: Date.parse(expiry) }]
      .filter(({ at }) => at > settled && at <= day(now).getTime())
      .sort((a, b) => a.at - b.at)
      .at(-1);
    if (!due) return [];
    this.settled.set(expiry, due.at);
    return [`${state.id}/${expiry}/${due.name}`];
  }
}

function thresholds(past: readonly Entry[], state: TokenState, expiry: string): { name: string; at: number }[] {
  const since = (holds: (after: TokenState | undefined) => boolean): number => Date.parse(past[past.findLastIndex(({ after }) => !holds(after)) + 1]?.after?.changed_at ?? '');
  const expirySetAt = since((after) => after?.grant.expires_at === expiry);
  return daysOf(state)
    .filter((days) => days > 0)
    .map((days) => ({ name: String(days), at: Date.parse(expiry) - days * dayMs, namedAt: since((after) => after !== undefined && daysOf(after).includes(days)) }))
    .filter(({ at, namedAt }) => at > expirySetAt && at > namedAt);
}

const daysOf = ({ notify_days: days }: TokenState): readonly number[] => days ?? defaultDays;
