import type { Provider } from '@nestjs/common';
import { AuditReads } from './audit-reads/audit-reads.js';
import { FoundEvents } from './audit-events/found-events.js';
import { Horizons } from './audit-events/horizon.js';
import { Seats } from './audit-events/seats.js';
import { SettledEvents } from './audit-events/settled-events.js';
import { StoredEvents } from './audit-events/stored-events.js';
import type { AuditorEnv } from './auditor.env.js';
import { EXPORT_SEATS } from './export-audit-events/export-audit-events.controller.js';
import { ExportAuditEvents } from './export-audit-events/export-audit-events.js';
import { ListAuditEvents } from './list-audit-events/list-audit-events.js';
import { Arrivals } from './stream-audit-events/arrivals.js';
import { STREAM_SEATS } from './stream-audit-events/stream-audit-events.controller.js';
import { StreamAuditEvents } from './stream-audit-events/stream-audit-events.js';
import { SummarizeAuditEvents } from './summarize-audit-events/summarize-audit-events.js';

/** What answers whoever reads the log. */
export function reading(env: AuditorEnv): Provider[] {
  return [
    Horizons,
    FoundEvents,
    SettledEvents,
    StoredEvents,
    AuditReads,
    ListAuditEvents,
    Arrivals,
    { provide: STREAM_SEATS, useValue: new Seats({ perCaller: env.AUDITOR_STREAMS_PER_CALLER, inAll: env.AUDITOR_STREAMS }) },
    StreamAuditEvents,
    { provide: EXPORT_SEATS, useValue: new Seats({ perCaller: env.AUDITOR_EXPORTS_PER_CALLER, inAll: env.AUDITOR_EXPORTS }) },
    ExportAuditEvents,
    SummarizeAuditEvents,
  ];
}
