import { Csv } from './csv.js';
import type { ExportedEvent } from './exported-event.js';
import { Parquet } from './parquet.js';

/** Writes events part by part, `head` before all; only what stands between `head` and `tail` is a whole export. */
export interface ExportWriter {
  head(): string | Uint8Array;
  rows(events: readonly ExportedEvent[]): string | Uint8Array;
  tail(): string | Uint8Array;
}

/** An event a line. */
class NdJson implements ExportWriter {
  head(): string {
    return '';
  }

  rows(events: readonly ExportedEvent[]): string {
    return events.map(({ view, cursor }) => `${JSON.stringify({ ...view, cursor })}\n`).join('');
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
