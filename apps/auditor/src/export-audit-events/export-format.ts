import { viewEvent } from '../audit-events/audit-event.view.js';
import { writeCursor } from '../audit-events/event-cursor.js';
import type { SettledEvent } from '../audit-events/settled-events.js';
import { Csv } from './csv.js';
import { Parquet } from './parquet.js';

/** Writes events part by part; only what stands between `head` and `tail` is a whole export. */
export interface ExportWriter {
  head(): string | Uint8Array;
  rows(events: readonly SettledEvent[]): string | Uint8Array;
  tail(): string | Uint8Array;
}

/** An event a line, as the list shows it, with the cursor that leads on from it. */
class NdJson implements ExportWriter {
  head(): string {
    return '';
  }

  rows(events: readonly SettledEvent[]): string {
    return events.map((event) => `${JSON.stringify({ ...viewEvent(event), cursor: writeCursor(event.cursor) })}\n`).join('');
  }

  tail(): string {
    return '';
  }
}

export const exportFormats = {
  ndjson: { type: 'application/x-ndjson', open: (): ExportWriter => new NdJson() },
  csv: { type: 'text/csv; charset=utf-8; header=present', open: (): ExportWriter => new Csv() },
  parquet: { type: 'application/vnd.apache.parquet', open: (): ExportWriter => new Parquet() },
} as const;
export type ExportFormat = keyof typeof exportFormats;
