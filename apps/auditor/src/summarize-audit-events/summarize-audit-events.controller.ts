import { fields } from '@latchkey/contracts';
import { Answers, CurrentCaller, CurrentOrigin, type Origin, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AuditReads } from '../audit-reads/audit-reads.js';
import { auditorErrors } from '../auditor.errors.js';
import { SummarizeAuditEvents, type Summary } from './summarize-audit-events.js';
import { summarizeAuditEventsQuery, type SummarizeAuditEventsQuery } from './summarize-audit-events.request.js';

const count = z.int().min(0);
const summaryView = z.strictObject({
  id: z.string().describe('of the token or service account'),
  events: count.describe('how many events there are'),
  uses: count.describe('how often verifiers allowed something'),
  refusals: count.describe('how often verifiers refused it'),
  actions: z.record(z.string(), count).describe('how many events there are of each action'),
  first_at: fields.instant,
  last_at: fields.instant,
  last_ip: z.string().nullable().describe('from where, in the last event that says so'),
  last_service_id: z.string().nullable().describe('of which service, in the last event that says so'),
});
const summaryList = z.strictObject({ data: z.array(summaryView), next_cursor: z.string().nullable().describe('`cursor` of the next page; null on the last') });

const example: z.infer<typeof summaryList> = {
  data: [
    {
      id: '1CYbPnAsKhSwI4xdQ8Qd5k',
      events: 4,
      uses: 1204,
      refusals: 2,
      actions: { 'token.issued': 1, 'token.used': 3 },
      first_at: '2026-10-01T08:30:00.000Z',
      last_at: '2026-10-01T09:14:27.310Z',
      last_ip: '203.0.113.7',
      last_service_id: 'www',
    },
  ],
  next_cursor: null,
};

@ApiTags('audit')
@Controller('audit-events/summary')
export class SummarizeAuditEventsController {
  constructor(
    private readonly summarizeAuditEvents: SummarizeAuditEvents,
    private readonly reads: AuditReads,
  ) {}

  @Get()
  @Requires('audit:read')
  @Answers(200, summaryList, 'One page, in the order of the ids.', { example })
  @Refuses(runtimeErrors, 'not_found')
  @Refuses(auditorErrors, 'search_too_long')
  async summarize(
    @CurrentCaller() caller: Caller,
    @CurrentOrigin() origin: Origin,
    @Query(query(summarizeAuditEventsQuery)) request: SummarizeAuditEventsQuery,
  ): Promise<z.infer<typeof summaryList>> {
    const { summaries, next } = await this.summarizeAuditEvents.execute(caller, request);
    this.reads.note(caller, origin, { kind: 'summary', query: request, events: summaries.reduce((sum, { events }) => sum + events, 0) });
    return { data: summaries.map(viewSummary), next_cursor: next };
  }
}

function viewSummary({ firstAt, lastAt, lastIp, lastServiceId, ...same }: Summary): z.infer<typeof summaryView> {
  return { ...same, first_at: firstAt.toISOString(), last_at: lastAt.toISOString(), last_ip: lastIp, last_service_id: lastServiceId };
}
