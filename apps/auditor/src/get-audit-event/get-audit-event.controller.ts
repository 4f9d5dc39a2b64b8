import { Answers, type Caller, CurrentCaller, CurrentOrigin, type Origin, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { AuditReads } from '../audit-reads/audit-reads.js';
import { auditEventId, auditEventParams } from '../audit-events/audit-event-id.js';
import { auditEventExample, auditEventView, type AuditEventView, viewEvent } from '../audit-events/audit-event.view.js';
import { StoredEvents } from '../audit-events/stored-events.js';
import type { AuditRecord } from '../logs/audit-record.js';

@ApiTags('audit')
@Controller('audit-events/:id')
export class GetAuditEventController {
  constructor(
    private readonly storedEvents: StoredEvents,
    private readonly reads: AuditReads,
  ) {}

  @Get()
  @Requires('audit:read')
  @Answers(200, auditEventView, 'The event.', { example: auditEventExample })
  @Refuses(runtimeErrors, 'not_found')
  async getAuditEvent(
    @CurrentCaller() caller: Caller,
    @CurrentOrigin() origin: Origin,
    @Param(param(auditEventParams)) { id }: z.infer<typeof auditEventParams>,
  ): Promise<AuditEventView> {
    const { bytes, leafHash } = await this.storedEvents.find(caller, id);
    this.reads.note(caller, origin, { kind: 'get', query: { id: auditEventId(id) }, events: 1 });
    return viewEvent({ record: JSON.parse(bytes.toString()) as AuditRecord, leafHash: leafHash.toString('hex') });
  }
}
