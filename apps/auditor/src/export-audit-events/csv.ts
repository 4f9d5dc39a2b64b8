import type { ExportWriter } from './export-format.js';
import { type Cell, exportedColumns, type ExportedEvent } from './exported-event.js';

/**
 * RFC 4180. Strangers choose what stands in a user agent, and a spreadsheet runs what begins like a formula: such a text gets an apostrophe before it, as does
 * one that begins with an apostrophe, so that whoever takes one away from each has what was there.
 */
export class Csv implements ExportWriter {
  head(): string {
    return line(exportedColumns.map(({ name }) => name));
  }

  rows(events: readonly ExportedEvent[]): string {
    return events.map((event) => line(exportedColumns.map(({ of }) => of(event)))).join('');
  }

  tail(): string {
    return '';
  }
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** Most texts stand as they are. */
const special = /^$|^[=+\-@\t\r']|[",\r\n]/;

function cell(value: Cell): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  return special.test(value) ? specialCell(value) : value;
}

function specialCell(value: string): string {
  const safe = /^[=+\-@\t\r']/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe === '' ? `"${safe.replaceAll('"', '""')}"` : safe;
}
