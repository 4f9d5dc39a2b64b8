import type { Readable } from 'node:stream';
import { AnswersStream, type Caller, CallerCheck, CurrentCaller, CurrentOrigin, type Origin, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { auditEventExample } from '../audit-events/audit-event.view.js';
import type { SettledCursor } from '../audit-events/event-cursor.js';
import { AuditReads } from '../audit-reads/audit-reads.js';
import { Seats } from '../audit-events/seats.js';
import { unhurried } from '../audit-events/unhurried.js';
import { auditorErrors } from '../auditor.errors.js';
import { StreamAuditEvents } from './stream-audit-events.js';
import { LastEventId, streamAuditEventsQuery, type StreamAuditEventsQuery } from './stream-audit-events.request.js';

export const STREAM_SEATS = Symbol('STREAM_SEATS');

const description =
  'Server-sent events: an `audit-event` for each event, with its cursor as `id`, in the order in which they were written down. Whoever comes back with `Last-Event-ID` misses none. ' +
  'Each 15 seconds in which nothing happens there is a comment. Before the service closes the stream it sends `end` with a problem that says why; a token that dies ends it.';

const id = 'WyI0ZjBhYzI3ZSIsIjc0MSJd';
const example = `retry: 2000\nid: ${id}\n\nid: ${id}\nevent: audit-event\ndata: ${JSON.stringify(auditEventExample)}\n\n: still here\nid: ${id}\n\n`;

@ApiTags('audit')
@Controller('audit-events/stream')
export class StreamAuditEventsController {
  constructor(
    private readonly streamAuditEvents: StreamAuditEvents,
    @Inject(STREAM_SEATS) private readonly seats: Seats,
    private readonly reads: AuditReads,
  ) {}

  @Get()
  @Requires('audit:read')
  @Header('content-type', 'text/event-stream; charset=utf-8')
  @Header('x-accel-buffering', 'no')
  // Kept alive, it would be waited for once the stream has ended with the service.
  @Header('connection', 'close')
  @ApiOperation({ description })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'the last `id` that was read; goes before `after`' })
  @AnswersStream(200, 'Events, until either side closes it.', { examples: { 'text/event-stream': example } })
  @Refuses(runtimeErrors, 'not_found')
  @Refuses(auditorErrors, 'unknown_cursor', 'search_too_long', 'too_many_open', 'at_capacity')
  async stream(
    @CurrentCaller() caller: Caller,
    @CallerCheck() check: () => Promise<void>,
    @CurrentOrigin() origin: Origin,
    @Query(query(streamAuditEventsQuery)) request: StreamAuditEventsQuery,
    @LastEventId() last: SettledCursor | undefined,
  ): Promise<Readable> {
    const leave = this.seats.take(caller);
    try {
      const opened = await this.streamAuditEvents.open({ caller, check, requestId: origin.requestId }, { ...request, after: last ?? request.after });
      this.reads.note(caller, origin, { kind: 'stream', query: request, events: 0 });
      return unhurried(opened, leave);
    } catch (error) {
      leave();
      throw error;
    }
  }
}
