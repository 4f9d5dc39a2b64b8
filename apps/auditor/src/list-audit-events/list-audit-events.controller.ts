import { Answers, CurrentCaller, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { auditEventExample, auditEventView, viewEvent } from '../audit-events/audit-event.view.js';
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
  constructor(private readonly listAuditEvents: ListAuditEvents) {}

  @Get()
  @Requires('audit:read')
  @Answers(200, auditEventList, 'One page.', { example })
  @Refuses(runtimeErrors, 'not_found')
  @Refuses(auditorErrors, 'unknown_cursor', 'search_too_long')
  async list(@CurrentCaller() caller: Caller, @Query(query(listAuditEventsQuery)) request: ListAuditEventsQuery): Promise<z.infer<typeof auditEventList>> {
    const { events, next } = await this.listAuditEvents.execute(caller, request);
    return { data: events.map(viewEvent), next_cursor: next && writeCursor(next) };
  }
}
