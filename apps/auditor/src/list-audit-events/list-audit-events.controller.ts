import { auditRecorded } from '@latchkey/contracts';
import { Answers, CurrentCaller, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
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

const auditEventListExample: z.infer<typeof auditEventList> = {
  data: [
    {
      log: 'token-events/0',
      index: 41,
      leaf_hash: '5297b21dd7786a3eba462fbce9f120d8132dfc40e2f64937c50a26735c453d97',
      action: 'token.issued',
      occurred_at: '2026-10-01T08:30:00.000Z',
      ingested_at: '2026-10-01T08:30:00.012Z',
      customer_id: '1CYbP6tN0m5GZ1p9LqWc7A',
      actor: { kind: 'token', token_id: '1CYbPnAsKhSwI4xdQ8Qd5o', service_account_id: '1CYbPnAsKhSwI4xdQ8Qd5n', person_id: null, name: 'provisioner' },
      target_type: 'token',
      target_id: '1CYbPnAsKhSwI4xdQ8Qd5k',
      outcome: 'success',
      reason: null,
      ip: '203.0.113.7',
      user_agent: 'deploy/1.4',
      request_id: 'build-42-step-7',
      details: { scope: 'global', sequence: 1 },
      event_id: '1CYbPnAsKhSwI4xdQ8Qd5p',
      event_source: 'issuer',
    },
  ],
  next_cursor: null,
};

@ApiTags('audit')
@Controller('audit-events')
export class ListAuditEventsController {
  constructor(private readonly listAuditEvents: ListAuditEvents) {}

  @Get()
  @Requires('audit:read')
  @Answers(200, auditEventList, 'One page, the last ingested first.', { example: auditEventListExample })
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
