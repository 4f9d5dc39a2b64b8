import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import type { ProvenRecord } from '../audit-events/audit-event.view.js';
import { conditionsOf } from '../audit-events/event-conditions.js';
import type { EventCursor } from '../audit-events/event-cursor.js';
import { FoundEvents } from '../audit-events/found-events.js';
import { SettledEvents } from '../audit-events/settled-events.js';
import type { ListAuditEventsQuery } from './list-audit-events.request.js';

export interface AuditPage {
  readonly events: readonly ProvenRecord[];
  /** Leads on from here. Null where nothing can follow: new events come before the newest. */
  readonly next: EventCursor | null;
}

/**
 * What is on record of one customer, each event once. What was there when the first page was read stands on one page each: rows never change, and are ordered by
 * what never changes. Oldest first, this holds also of all that comes later.
 */
@Injectable()
export class ListAuditEvents {
  constructor(
    private readonly found: FoundEvents,
    private readonly settled: SettledEvents,
  ) {}

  async execute(caller: Caller, request: ListAuditEventsQuery): Promise<AuditPage> {
    const { cursor, limit } = request;
    if (request.order === 'desc') return this.newest(caller, request);
    const { events, end } = await this.settled.page(caller, request, cursor?.order === 'asc' ? cursor : undefined, limit);
    return { events, next: end };
  }

  private async newest(caller: Caller, request: ListAuditEventsQuery): Promise<AuditPage> {
    const { cursor, limit } = request;
    const conditions = conditionsOf(caller, request);
    if (cursor?.order === 'desc') {
      const { ingestedAt, log, index } = cursor;
      // The first says nothing more, but keeps months after the cursor from being looked at.
      conditions.add('ingested_at <= %s', ingestedAt).add('(ingested_at, log, index) < (%s, %s, %s)', ingestedAt, log, index);
    }
    const rows = await this.found.find(conditions, 'ingested_at desc, log desc, index desc', limit + 1);
    const events = rows.slice(0, limit);
    const last = rows.length > limit ? events.at(-1)?.record : undefined;
    return { events, next: last ? { order: 'desc', ingestedAt: new Date(last.ingested_at), log: last.log, index: last.index } : null };
  }
}
