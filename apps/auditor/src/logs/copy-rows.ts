import { finished } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';
import { clientOf } from './client-of.js';

/** A value as Postgres has it in memory; bytea is the bytes themselves. */
export type Field = Buffer | null;

export function text(value: string | null): Field {
  return value === null ? null : Buffer.from(value);
}

export function bigint(value: number | bigint | null): Field {
  if (value === null) return null;
  const field = Buffer.allocUnsafe(8);
  field.writeBigInt64BE(BigInt(value));
  return field;
}

const postgresEpochMs = Date.UTC(2000, 0, 1);

export function timestamptz(value: string): Field {
  return bigint(BigInt(Date.parse(value) - postgresEpochMs) * 1000n);
}

/**
 * Adds rows to a table, named with its columns, within the transaction. `COPY` in its binary format spares the server a quarter of what an `insert` of arrays
 * costs it, and us the hex of each bytea. Nothing is cast: each field has to be of its column's type.
 */
export async function copyRows(manager: EntityManager, table: string, rows: readonly (readonly Field[])[]): Promise<void> {
  const copy = (await clientOf(manager)).query(from(`copy ${table} from stdin (format binary)`));
  copy.end(encode(rows));
  await finished(copy);
}

/** Signature, no flags, no extension: see “Binary Format” at COPY in the manual of Postgres. */
const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const trailer = -1;
const noValue = -1;

function encode(rows: readonly (readonly Field[])[]): Buffer {
  const size = rows.reduce((sum, row) => row.reduce((bytes, field) => bytes + 4 + (field?.length ?? 0), sum + 2), header.length + 2);
  const file = Buffer.allocUnsafe(size);
  let end = header.copy(file);
  for (const row of rows) {
    end = file.writeInt16BE(row.length, end);
    for (const field of row) {
      end = file.writeInt32BE(field?.length ?? noValue, end);
      if (field) end += field.copy(file, end);
    }
  }
  file.writeInt16BE(trailer, end);
  return file;
}
