import { Answers, CurrentCaller, CurrentOrigin, type Origin, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { auditEventExample, auditEventView, viewEvent } from '../audit-events/audit-event.view.js';
import { AuditReads } from '../audit-reads/audit-reads.js';
import { writeCursor } from '../audit-events/event-cursor.js';
import { auditorErrors } from '../auditor.errors.js';
import { ListAuditEvents } from './list-audit-events.js';
import { listAuditEventsQuery, type ListAuditEventsQuery } from './list-audit-events.request.js';

const auditEventList = z.strictObject({
  data: z.array(auditEventView),
  next_cursor: z.string().nullable().describe('`cursor` of the next page. In descending order null on the last; in ascending order never, since more may come: `data` then holds less than `limit`'),
});

const example: z.infer<typeof auditEventList> = { data: [auditEventExample], next_cursor: null };

@ApiTags('audit')
@Controller('audit-events')
export class ListAuditEventsController {
  constructor(
    private readonly listAuditEvents: ListAuditEvents,
    private readonly reads: AuditReads,
  ) {}

  @Get()
  @Requires('audit:read')
  @Answers(200, auditEventList, 'One page.', { example })
  @Refuses(runtimeErrors, 'not_found')
  @Refuses(auditorErrors, 'unknown_cursor', 'search_too_long')
  async list(
    @CurrentCaller() caller: Caller,
    @CurrentOrigin() origin: Origin,
    @Query(query(listAuditEventsQuery)) request: ListAuditEventsQuery,
  ): Promise<z.infer<typeof auditEventList>> {
    const { events, next } = await this.listAuditEvents.execute(caller, request);
    this.reads.note(caller, origin, { kind: 'list', query: request, events: events.length });
    return { data: events.map(viewEvent), next_cursor: next && writeCursor(next) };
  }
}
