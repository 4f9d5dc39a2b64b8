import { Answers, type Caller, CurrentCaller, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { auditEventParams } from '../audit-events/audit-event-id.js';
import { auditEventExample, auditEventView, type AuditEventView, viewEvent } from '../audit-events/audit-event.view.js';
import { StoredEvents } from '../audit-events/stored-events.js';
import type { AuditRecord } from '../logs/audit-record.js';

@ApiTags('audit')
@Controller('audit-events/:id')
export class GetAuditEventController {
  constructor(private readonly storedEvents: StoredEvents) {}

  @Get()
  @Requires('audit:read')
  @Answers(200, auditEventView, 'The event.', { example: auditEventExample })
  @Refuses(runtimeErrors, 'not_found')
  async getAuditEvent(@CurrentCaller() caller: Caller, @Param(param(auditEventParams)) { id }: z.infer<typeof auditEventParams>): Promise<AuditEventView> {
    const { bytes, leafHash } = await this.storedEvents.find(caller, id);
    return viewEvent({ record: JSON.parse(bytes.toString()) as AuditRecord, leafHash: leafHash.toString('hex') });
  }
}
