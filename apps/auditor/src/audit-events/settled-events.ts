import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import type { Conditions } from './conditions.js';
import type { SettledCursor } from './event-cursor.js';
import { conditionsOf } from './event-conditions.js';
import type { EventFilter } from './event-filter.js';
import { type FoundEvent, FoundEvents } from './found-events.js';
import { cursorAt, type Horizon, Horizons } from './horizon.js';

export interface SettledEvent extends FoundEvent {
  /** Leads on from it. */
  readonly cursor: SettledCursor;
}

export interface SettledPage {
  readonly events: readonly SettledEvent[];
  /** Whether there is more this side of the horizon. */
  readonly more: boolean;
  /** Leads on from the page, also where it is empty. */
  readonly end: SettledCursor;
}

/** What is read at once of what is settled. */
export interface Section {
  readonly caller: Caller;
  readonly filter: EventFilter;
  readonly after: SettledCursor | undefined;
  readonly until: Horizon;
  readonly limit: number;
}

const columns = 'txn, ingested_at, log, index';

/** Events in the order in which they were written down, each once, and none is ever passed: what commits later stands after all that was given. */
@Injectable()
export class SettledEvents {
  constructor(
    private readonly horizons: Horizons,
    private readonly found: FoundEvents,
  ) {}

  async page(caller: Caller, filter: EventFilter, after: SettledCursor | undefined, limit: number): Promise<SettledPage> {
    const until = await this.horizons.now();
    const rows = await this.found.find(await this.conditions({ caller, filter, after, until }), columns, limit + 1);
    const events = rows.slice(0, limit).map(settle);
    const more = rows.length > limit;
    return { events, more, end: (more && events.at(-1)?.cursor) || cursorAt(until) };
  }

  /** A page whose events are given to `take`, a few at a time, and that ends where it wants no more. The next may be empty though there seems to be more. */
  async each({ limit, ...section }: Section, take: (events: readonly SettledEvent[]) => boolean): Promise<Omit<SettledPage, 'events'>> {
    const whole = cursorAt(section.until);
    let end = whole;
    const more = await this.found.each(await this.conditions(section), columns, limit, (found) => {
      const events = found.map(settle);
      end = events.at(-1)?.cursor ?? end;
      return take(events);
    });
    return { more, end: more ? end : whole };
  }

  private async conditions({ caller, filter, after, until }: Omit<Section, 'limit'>): Promise<Conditions> {
    const conditions = conditionsOf(caller, filter).add('txn < %s', until.txn);
    return after ? conditions.add(`(${columns}) > (%s, %s, %s, %s)`, ...(await this.horizons.positionOf(after, until))) : conditions;
  }
}

function settle(event: FoundEvent): SettledEvent {
  return { ...event, cursor: cursorOf(event) };
}

function cursorOf({ eraId: era, txn, record: { ingested_at: at, log, index } }: FoundEvent): SettledCursor {
  return { order: 'asc', era, txn, place: { ingestedAt: new Date(at), log, index } };
}
