import { type Caller, Readiness, RuntimeError } from '@latchkey/runtime';
import { Injectable, Logger } from '@nestjs/common';
import type { SettledCursor } from '../audit-events/event-cursor.js';
import { cursorAt, type Horizon, Horizons } from '../audit-events/horizon.js';
import { type SettledPage, SettledEvents } from '../audit-events/settled-events.js';
import { exportedEvent } from './exported-event.js';
import type { ExportAuditEventsQuery } from './export-audit-events.request.js';
import { exportFormats, type ExportWriter } from './export-format.js';

const pageSize = 2_000;
/** Of what is written: large events make a page of fewer. */
const pageLength = 2 * 1024 * 1024;

type Part = string | Uint8Array;

export interface OpenedExport {
  /** Where the next begins, once all of this one is read. */
  readonly next: SettledCursor;
  readonly parts: (gone: AbortSignal) => AsyncGenerator<Part>;
}

interface Exporting {
  readonly caller: Caller;
  readonly check: () => Promise<void>;
  readonly request: ExportAuditEventsQuery;
  readonly until: Horizon;
  readonly writer: ExportWriter;
}

interface WrittenPage extends Omit<SettledPage, 'events'> {
  readonly parts: readonly Part[];
}

/** Writes out all that is settled when it begins, page by page: no transaction stays open, and in memory is what a page comes to as it is written. What fails half-way throws. */
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
    const exporting = { caller, check, request, until: await this.horizons.now(), writer: exportFormats[request.format].open() };
    const head = exporting.writer.head();
    const first = await this.page(exporting, request.after);
    return { next: cursorAt(exporting.until), parts: (gone) => this.write(exporting, { ...first, parts: [head, ...first.parts] }, gone) };
  }

  private async *write(exporting: Exporting, first: WrittenPage, gone: AbortSignal): AsyncGenerator<Part> {
    try {
      for await (const part of this.parts(exporting, first, gone)) if (part.length > 0) yield part;
    } catch (error) {
      this.log.warn({ msg: 'an export was broken off', err: error });
      throw error;
    }
  }

  private async *parts(exporting: Exporting, first: WrittenPage, gone: AbortSignal): AsyncGenerator<Part> {
    for (let page = first; !gone.aborted; page = await this.page(exporting, page.end)) {
      yield* page.parts;
      if (!page.more) return yield exporting.writer.tail();
      await exporting.check();
      if (this.readiness.draining) throw new RuntimeError('not_ready');
    }
  }

  private async page({ caller, request: filter, until, writer }: Exporting, after: SettledCursor | undefined): Promise<WrittenPage> {
    const parts: Part[] = [];
    let length = 0;
    const end = await this.settled.each({ caller, filter, after, until, limit: pageSize }, (events) => {
      const part = writer.rows(events.map(exportedEvent));
      parts.push(part);
      length += part.length;
      return length < pageLength;
    });
    return { parts, ...end };
  }
}
