import { auditRecorded } from '@latchkey/contracts';
import { Answers, CurrentCaller, query, Requires } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type AuditPage, ListAuditEvents, type ProvenRecord } from './list-audit-events.js';
import { cursorOf, listAuditEventsQuery, type ListAuditEventsQuery } from './list-audit-events.request.js';

const auditEventView = auditRecorded.schema.omit({ schema_version: true, salt: true, duplicate_of: true });

const auditEventList = z.strictObject({
  data: z.array(auditEventView),
  next_cursor: z.string().nullable().describe('`cursor` of the next page; null on the last'),
});

@ApiTags('audit')
@Controller('audit-events')
export class ListAuditEventsController {
  constructor(private readonly listAuditEvents: ListAuditEvents) {}

  @Get()
  @Requires('audit:read')
  @Answers(200, auditEventList, 'One page, the last ingested first.')
  async list(@CurrentCaller() caller: Caller, @Query(query(listAuditEventsQuery)) request: ListAuditEventsQuery): Promise<z.infer<typeof auditEventList>> {
    return viewPage(await this.listAuditEvents.execute(caller, request));
  }
}

function viewPage({ events, more }: AuditPage): z.infer<typeof auditEventList> {
  const last = events.at(-1)?.record;
  const end = more && last ? cursorOf({ ingestedAt: new Date(last.ingested_at), log: last.log, index: last.index }) : null;
  return { data: events.map(viewEvent), next_cursor: end };
}

function viewEvent({ record, leafHash }: ProvenRecord): z.infer<typeof auditEventView> {
  return {
    log: record.log,
    index: record.index,
    leaf_hash: leafHash,
    action: record.action,
    occurred_at: record.occurred_at,
    ingested_at: record.ingested_at,
    customer_id: record.customer_id,
    actor: record.actor,
    target_type: record.target_type,
    target_id: record.target_id,
    outcome: record.outcome,
    reason: record.reason,
    ip: record.ip,
    user_agent: record.user_agent,
    request_id: record.request_id,
    details: record.details,
    event_id: record.event_id,
    event_source: record.event_source,
  };
}
