import type { SettledEvent } from '../audit-events/settled-events.js';
import type { ExportWriter } from './export-format.js';
import { type Cell, exportedColumns, exportedRow } from './exported-row.js';

/**
 * RFC 4180. Strangers choose what stands in a user agent, and a spreadsheet runs what begins like a formula: such a text gets an apostrophe before it, as does
 * one that begins with an apostrophe, so that whoever takes one away from each has what was there.
 */
export class Csv implements ExportWriter {
  head(): string {
    return line([...exportedColumns]);
  }

  rows(events: readonly SettledEvent[]): string {
    return events
      .map(exportedRow)
      .map((row) => line(exportedColumns.map((name) => row[name] ?? null)))
      .join('');
  }

  tail(): string {
    return '';
  }
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: Cell): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const safe = /^[=+\-@\t\r']/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe === '' ? `"${safe.replaceAll('"', '""')}"` : safe;
}
