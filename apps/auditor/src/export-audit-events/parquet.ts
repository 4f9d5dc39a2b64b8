import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { ExportWriter } from './export-format.js';
import { type Cell, exportedColumns, type ExportedEvent } from './exported-event.js';

type Type = 'INT64' | 'BOOLEAN' | 'TIMESTAMP' | 'STRING';

/** What is no text. */
const types: Readonly<Record<string, Type>> = {
  index: 'INT64',
  occurred_at: 'TIMESTAMP',
  ingested_at: 'TIMESTAMP',
  future: 'BOOLEAN',
  unknown_token: 'BOOLEAN',
};

const columns = exportedColumns.map(({ name, of }) => ({ name, of, type: types[name] ?? 'STRING' }));
const schema = schemaFromColumnData({ columnData: columns.map(({ name, type }) => ({ name, type, nullable: true, data: [] })) });

/** What is in memory at once: of each row group that was written a description stays until the end, so there are not to be many. */
const groupRows = 10_000;
const groupLength = 8 * 1024 * 1024;

/** Row groups, each written once there is enough for one. It ends with the only thing by which it can be read, so half of one is none. */
export class Parquet implements ExportWriter {
  private readonly bytes = new ByteWriter();
  private readonly writer = new ParquetWriter({ writer: this.bytes, schema });
  private group = new RowGroup();

  head(): Uint8Array {
    return this.take();
  }

  rows(events: readonly ExportedEvent[]): Uint8Array {
    for (const event of events) {
      this.group.add(event);
      if (this.group.isFull) this.writeGroup();
    }
    return this.take();
  }

  tail(): Uint8Array {
    if (this.group.rows > 0) this.writeGroup();
    void this.writer.finish();
    return this.take();
  }

  private writeGroup(): void {
    const { data, rows } = this.group;
    this.group = new RowGroup();
    void this.writer.write({ columnData: columns.map(({ name }, position) => ({ name, data: data[position] ?? [] })), rowGroupSize: rows });
  }

  /** The offset goes on. */
  private take(): Uint8Array {
    const taken = this.bytes.getBytes().slice();
    this.bytes.index = 0;
    return taken;
  }
}

/** Rows, column by column. */
class RowGroup {
  readonly data: readonly unknown[][] = columns.map(() => []);
  rows = 0;
  private length = 0;

  get isFull(): boolean {
    return this.rows >= groupRows || this.length >= groupLength;
  }

  add(event: ExportedEvent): void {
    for (const [position, { of, type }] of columns.entries()) {
      const cell = of(event);
      this.data[position]?.push(valueOf(cell, type));
      if (typeof cell === 'string') this.length += cell.length;
    }
    this.rows += 1;
  }
}

function valueOf(cell: Cell, type: Type): unknown {
  if (cell === null) return null;
  if (type === 'INT64') return BigInt(cell);
  return type === 'TIMESTAMP' ? new Date(String(cell)) : cell;
}
