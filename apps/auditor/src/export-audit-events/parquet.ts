import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { SettledEvent } from '../audit-events/settled-events.js';
import type { ExportWriter } from './export-format.js';
import { type Cell, exportedColumns, exportedRow } from './exported-row.js';

type Type = 'INT64' | 'BOOLEAN' | 'TIMESTAMP' | 'STRING';

/** What is no text. */
const types: Readonly<Record<string, Type>> = {
  index: 'INT64',
  occurred_at: 'TIMESTAMP',
  ingested_at: 'TIMESTAMP',
  future: 'BOOLEAN',
  unknown_token: 'BOOLEAN',
};

/** A row group for each part. It ends with the only thing by which it can be read, so half of one is none. */
export class Parquet implements ExportWriter {
  private readonly bytes = new ByteWriter();
  private readonly writer = new ParquetWriter({ writer: this.bytes, schema: schemaFromColumnData({ columnData: columnsOf([]) }) });

  head(): Uint8Array {
    return this.take();
  }

  rows(events: readonly SettledEvent[]): Uint8Array {
    void this.writer.write({ columnData: columnsOf(events), rowGroupSize: events.length });
    return this.take();
  }

  tail(): Uint8Array {
    void this.writer.finish();
    return this.take();
  }

  /** The offset goes on. */
  private take(): Uint8Array {
    const taken = this.bytes.getBytes().slice();
    this.bytes.index = 0;
    return taken;
  }
}

function columnsOf(events: readonly SettledEvent[]) {
  const rows = events.map(exportedRow);
  return exportedColumns.map((name) => {
    const type = types[name] ?? 'STRING';
    return { name, type, nullable: true, data: rows.map((row) => valueOf(row[name] ?? null, type)) };
  });
}

function valueOf(cell: Cell, type: Type): unknown {
  if (cell === null) return null;
  if (type === 'INT64') return BigInt(cell);
  return type === 'TIMESTAMP' ? new Date(String(cell)) : cell;
}
