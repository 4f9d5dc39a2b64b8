import { ApiError, type Caller, isDatabaseUnavailable, Readiness, RuntimeError } from '@latchkey/runtime';
import { Injectable, Logger } from '@nestjs/common';
import type { SettledCursor } from '../audit-events/event-cursor.js';
import type { EventFilter } from '../audit-events/event-filter.js';
import { cursorAt, Horizons } from '../audit-events/horizon.js';
import { type SettledPage, SettledEvents } from '../audit-events/settled-events.js';
import { Arrivals } from './arrivals.js';
import { ending, eventPart, heartbeat, opening } from './server-sent.js';
import type { StreamAuditEventsQuery } from './stream-audit-events.request.js';

const pageSize = 100;
const heartbeatMs = 15_000;
/** How soon a token that has died is noticed where nothing happens. */
const checkMs = 1_000;

interface ReadPage extends SettledPage {
  /** Of the arrivals, before it was read. */
  readonly version: number;
}

/** Who asked, and whether it still may. */
export interface Listener {
  readonly caller: Caller;
  readonly requestId: string;
  /** Throws the problem where it may not any more. */
  readonly check: () => Promise<void>;
}

export type Opened = (signal: AbortSignal) => AsyncGenerator<string>;

/** Tells of events as they are settled, in the order in which they were written down: whoever comes back with the last id misses none. */
@Injectable()
export class StreamAuditEvents {
  private readonly log = new Logger(StreamAuditEvents.name);

  constructor(
    private readonly horizons: Horizons,
    private readonly settled: SettledEvents,
    private readonly arrivals: Arrivals,
    private readonly readiness: Readiness,
  ) {}

  /** Refuses before anything is answered what can be refused by then. */
  async open(listener: Listener, { after, ...filter }: StreamAuditEventsQuery): Promise<Opened> {
    if (this.readiness.draining) throw new RuntimeError('not_ready');
    const start = after ?? cursorAt(await this.horizons.now());
    const first = await this.read(listener, filter, start);
    return (signal) => this.tell(start, first, listener, filter, signal);
  }

  private async *tell(start: SettledCursor, first: ReadPage, listener: Listener, filter: EventFilter, gone: AbortSignal): AsyncGenerator<string> {
    const over = AbortSignal.any([gone, this.readiness.ending]);
    yield opening(start);
    try {
      yield* this.pages(first, listener, filter, over);
      if (!gone.aborted) throw new RuntimeError('not_ready', { detail: 'This instance is going down. Come back with `Last-Event-ID`.' });
    } catch (error) {
      yield ending(this.problemFor(error, listener), listener.requestId);
    }
  }

  private async *pages(first: ReadPage, listener: Listener, filter: EventFilter, over: AbortSignal): AsyncGenerator<string> {
    let quietSince = performance.now();
    for (let page = first; !over.aborted; page = await this.following(page, listener, filter, over)) {
      const quiet = page.events.length === 0;
      if (quiet && performance.now() - quietSince < heartbeatMs) continue;
      yield quiet ? heartbeat(page.end) : page.events.map(eventPart).join('');
      quietSince = performance.now();
    }
  }

  /** Waits for something new, though never for long. */
  private async following(page: ReadPage, listener: Listener, filter: EventFilter, over: AbortSignal): Promise<ReadPage> {
    if (!page.more) await this.arrivals.next(page.version, checkMs, over);
    await listener.check();
    if (!page.more && page.version === this.arrivals.version) return { ...page, events: [] };
    return this.read(listener, filter, page.end);
  }

  private async read({ caller }: Listener, filter: EventFilter, after: SettledCursor): Promise<ReadPage> {
    const { version } = this.arrivals;
    return { ...(await this.settled.page(caller, filter, after, pageSize)), version };
  }

  private problemFor(error: unknown, { requestId }: Listener): ApiError {
    if (error instanceof ApiError) return error;
    const code = isDatabaseUnavailable(error) ? 'database_unavailable' : 'internal';
    this.log[code === 'internal' ? 'error' : 'warn']({ msg: 'a stream ended', err: error, request_id: requestId });
    return new RuntimeError(code, { cause: error });
  }
}
