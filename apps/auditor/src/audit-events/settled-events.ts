import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
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

const columns = 'txn, ingested_at, log, index';

/** Events in the order in which they were written down, each once, and none is ever passed: what commits later stands after all that was given. */
@Injectable()
export class SettledEvents {
  constructor(
    private readonly horizons: Horizons,
    private readonly found: FoundEvents,
  ) {}

  async page(caller: Caller, filter: EventFilter, after: SettledCursor | undefined, limit: number, until?: Horizon): Promise<SettledPage> {
    const conditions = conditionsOf(caller, filter);
    const horizon = until ?? (await this.horizons.now());
    conditions.add('txn < %s', horizon.txn);
    if (after) conditions.add(`(${columns}) > (%s, %s, %s, %s)`, ...(await this.horizons.positionOf(after, horizon)));
    const rows = await this.found.find(conditions, columns, limit + 1);
    const events = rows.slice(0, limit).map((event) => ({ ...event, cursor: cursorOf(event) }));
    const more = rows.length > limit;
    return { events, more, end: (more && events.at(-1)?.cursor) || cursorAt(horizon) };
  }
}

function cursorOf({ eraId: era, txn, record: { ingested_at: at, log, index } }: FoundEvent): SettledCursor {
  return { order: 'asc', era, txn, place: { ingestedAt: new Date(at), log, index } };
}
