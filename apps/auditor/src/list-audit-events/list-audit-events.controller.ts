import { Answers, CurrentCaller, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { auditEventExample, auditEventView, viewEvent } from '../audit-events/audit-event.view.js';
import { type AuditPage, ListAuditEvents } from './list-audit-events.js';
import { cursorOf, listAuditEventsQuery, type ListAuditEventsQuery } from './list-audit-events.request.js';

const auditEventList = z.strictObject({
  data: z.array(auditEventView),
  next_cursor: z.string().nullable().describe('`cursor` of the next page; null on the last'),
});

const example: z.infer<typeof auditEventList> = { data: [auditEventExample], next_cursor: null };

@ApiTags('audit')
@Controller('audit-events')
export class ListAuditEventsController {
  constructor(private readonly listAuditEvents: ListAuditEvents) {}

  @Get()
  @Requires('audit:read')
  @Answers(200, auditEventList, 'One page, the last ingested first.', { example })
  @Refuses(runtimeErrors, 'not_found')
  async list(@CurrentCaller() caller: Caller, @Query(query(listAuditEventsQuery)) request: ListAuditEventsQuery): Promise<z.infer<typeof auditEventList>> {
    return viewPage(await this.listAuditEvents.execute(caller, request));
  }
}

function viewPage({ events, more }: AuditPage): z.infer<typeof auditEventList> {
  const last = events.at(-1)?.record;
  const end = more && last ? cursorOf({ ingestedAt: new Date(last.ingested_at), log: last.log, index: last.index }) : null;
  return { data: events.map(viewEvent), next_cursor: end };
}
