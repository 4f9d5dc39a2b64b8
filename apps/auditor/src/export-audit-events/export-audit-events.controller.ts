import type { Readable } from 'node:stream';
import { AnswersStream, type Caller, CallerCheck, CurrentCaller, CurrentOrigin, type Origin, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { auditEventExample } from '../audit-events/audit-event.view.js';
import { writeCursor } from '../audit-events/event-cursor.js';
import { AuditReads } from '../audit-reads/audit-reads.js';
import { Seats } from '../audit-events/seats.js';
import { unhurried } from '../audit-events/unhurried.js';
import { auditorErrors } from '../auditor.errors.js';
import { ExportAuditEvents } from './export-audit-events.js';
import { exportAuditEventsQuery, type ExportAuditEventsQuery } from './export-audit-events.request.js';
import { exportFormats } from './export-format.js';
import { exportedColumns } from './exported-event.js';

export const EXPORT_SEATS = Symbol('EXPORT_SEATS');

const description =
  'All that is settled when it begins, in the order in which it was written down. An export that breaks off ends with its connection, never as if it were whole: go on with `after` and the `cursor` of the last row. ' +
  'In CSV a text that a spreadsheet could take for a formula, or that begins with an apostrophe, has an apostrophe before it.';

const examples = {
  'application/x-ndjson': `${JSON.stringify({ ...auditEventExample, cursor: 'WyI0ZjBh…' })}\n`,
  'text/csv': `${exportedColumns.map(({ name }) => name).join(',')}\r\n`,
  'application/vnd.apache.parquet': 'PAR1…',
};
const headers = {
  'Latchkey-Next-Cursor': { description: '`after` of the next export, once all of this one is read.', schema: { type: 'string' as const } },
  'Content-Disposition': { description: 'A name to save it under.', schema: { type: 'string' as const } },
};

@ApiTags('audit')
@Controller('audit-events/export')
export class ExportAuditEventsController {
  constructor(
    private readonly exportAuditEvents: ExportAuditEvents,
    @Inject(EXPORT_SEATS) private readonly seats: Seats,
    private readonly reads: AuditReads,
  ) {}

  @Get()
  @Requires('audit:read')
  @ApiOperation({ description })
  @AnswersStream(200, 'The events.', { examples, headers })
  @Refuses(runtimeErrors, 'not_found')
  @Refuses(auditorErrors, 'unknown_cursor', 'search_too_long', 'too_many_open', 'at_capacity')
  async export(
    @CurrentCaller() caller: Caller,
    @CallerCheck() check: () => Promise<void>,
    @CurrentOrigin() origin: Origin,
    @Query(query(exportAuditEventsQuery)) request: ExportAuditEventsQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable> {
    const leave = this.seats.take(caller);
    try {
      const { next, parts } = await this.exportAuditEvents.open(caller, check, request);
      reply.headers({
        'content-type': exportFormats[request.format].type,
        'content-disposition': `attachment; filename="audit-events.${request.format}"`,
        'latchkey-next-cursor': writeCursor(next),
        // Kept alive, it would be waited for where the service goes down meanwhile.
        connection: 'close',
      });
      this.reads.note(caller, origin, { kind: 'export', query: request, events: 0 });
      return unhurried(parts, leave);
    } catch (error) {
      leave();
      throw error;
    }
  }
}
