import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditEventExample } from '../audit-events/audit-event.view.js';
import type { ExportedEvent } from './exported-event.js';
import { Parquet } from './parquet.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parquet-'));
});
afterAll(() => rm(folder, { recursive: true }));

const anEvent = (index: number, text: string): ExportedEvent => ({ view: { ...auditEventExample, index, details: { text } }, cursor: `c${index}` });

/** What DuckDB reads of so many events, written as many as that at a time. */
async function written(count: number, text: string, atOnce = 200): Promise<{ indices: number[]; groups: { rows: number; bytes: number }[] }> {
  const parquet = new Parquet();
  const parts = [parquet.head()];
  for (let from = 0; from < count; from += atOnce) {
    parts.push(parquet.rows([...Array(Math.min(atOnce, count - from)).keys()].map((n) => anEvent(from + n, text))));
  }
  const file = join(folder, `${count}.parquet`);
  await writeFile(file, Buffer.concat([...parts, parquet.tail()]));
  const connection = await (await DuckDBInstance.create()).connect();
  const rows = async (sql: string): Promise<unknown[][]> => (await connection.runAndReadAll(sql)).getRows();
  const indices = await rows(`select "index" from '${file}' where details like '%${text.slice(0, 9)}%'`);
  const groups = await rows(`select any_value(row_group_num_rows), sum(total_uncompressed_size) from parquet_metadata('${file}') group by row_group_id order by row_group_id`);
  return { indices: indices.map(([index]) => Number(index)), groups: groups.map(([each, bytes]) => ({ rows: Number(each), bytes: Number(bytes) })) };
}

describe('Parquet', () => {
  it('has row groups of ten thousand rows, however few are written at a time', async () => {
    const { indices, groups } = await written(23_456, 'small');
    expect(indices).toEqual([...Array(23_456).keys()]);
    expect(groups.map(({ rows }) => rows)).toEqual([10_000, 10_000, 3_456]);
  });

  it('has row groups of fewer rows where these are large', async () => {
    const { indices, groups } = await written(400, 'large'.repeat(12_000));
    expect(indices).toEqual([...Array(400).keys()]);
    expect(groups.length).toBeGreaterThan(2);
    expect(Math.max(...groups.map(({ rows }) => rows))).toBeLessThan(200);
  });
});
