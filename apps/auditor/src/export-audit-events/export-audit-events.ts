import { type Caller, Readiness, RuntimeError } from '@latchkey/runtime';
import { Injectable, Logger } from '@nestjs/common';
import type { SettledCursor } from '../audit-events/event-cursor.js';
import { cursorAt, type Horizon, Horizons } from '../audit-events/horizon.js';
import { type SettledPage, SettledEvents } from '../audit-events/settled-events.js';
import type { ExportAuditEventsQuery } from './export-audit-events.request.js';
import { exportFormats } from './export-format.js';

const pageSize = 2_000;

export interface OpenedExport {
  /** Where the next begins, once all of this one is read. */
  readonly next: SettledCursor;
  readonly parts: (gone: AbortSignal) => AsyncGenerator<string | Uint8Array>;
}

type Exporting = ExportAuditEventsQuery & { readonly caller: Caller; readonly check: () => Promise<void>; readonly until: Horizon };

/** Writes out all that is settled when it begins, page by page: no transaction stays open, and no more than a page is in memory. What fails half-way throws. */
@Injectable()
export class ExportAuditEvents {
  private readonly log = new Logger(ExportAuditEvents.name);

  constructor(
    private readonly horizons: Horizons,
    private readonly settled: SettledEvents,
    private readonly readiness: Readiness,
  ) {}

  /** Refuses before anything is answered what can be refused by then. */
  async open(caller: Caller, check: () => Promise<void>, request: ExportAuditEventsQuery): Promise<OpenedExport> {
    if (this.readiness.draining) throw new RuntimeError('not_ready');
    const exporting = { ...request, caller, check, until: await this.horizons.now() };
    const first = await this.page(exporting, request.after);
    return { next: cursorAt(exporting.until), parts: (gone) => this.write(exporting, first, gone) };
  }

  private async *write(exporting: Exporting, first: SettledPage, gone: AbortSignal): AsyncGenerator<string | Uint8Array> {
    try {
      for await (const part of this.parts(exporting, first, gone)) if (part.length > 0) yield part;
    } catch (error) {
      this.log.warn({ msg: 'an export was broken off', err: error });
      throw error;
    }
  }

  private async *parts(exporting: Exporting, first: SettledPage, gone: AbortSignal): AsyncGenerator<string | Uint8Array> {
    const writer = exportFormats[exporting.format].open();
    yield writer.head();
    for (let page = first; !gone.aborted; page = await this.page(exporting, page.end)) {
      if (page.events.length > 0) yield writer.rows(page.events);
      if (!page.more) return yield writer.tail();
      await exporting.check();
      if (this.readiness.draining) throw new RuntimeError('not_ready');
    }
  }

  private page({ caller, until, ...filter }: Exporting, after: SettledCursor | undefined): Promise<SettledPage> {
    return this.settled.page(caller, filter, after, pageSize, until);
  }
}
