import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Caller, Readiness } from '@latchkey/runtime';
import { eventually } from '@latchkey/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { TestLogs } from '../../test/logs.js';
import { aReader, ReadingEvents } from '../../test/reading-events.js';
import { batchOf, idOf, reported, revoked } from '../../test/records.js';
import { unhurried } from '../audit-events/unhurried.js';
import { readCursor } from '../audit-events/event-cursor.js';
import { exportAuditEventsQuery } from './export-audit-events.request.js';
import { ExportAuditEvents, type OpenedExport } from './export-audit-events.js';

const customer = mintId();
const reader = aReader(customer);
const agents = ['=cmd|calc', '+1', '-1', '@x', "'quoted", 'a "b", c', 'plain, ünïcode', 'x'];
const count = 4_100;
const records = [...Array(count).keys()].map((n) => revoked({ customer_id: customer, user_agent: agents[n % agents.length] ?? 'x' }));
const ids = records.map(idOf);
/** Has few events, each of which is large. */
const teller = aReader(mintId());
const tellings = [...Array(450).keys()].map((n) => reported({ customer_id: teller.customerId, details: { n, text: 'x'.repeat(15_000) } }));

let logs: TestLogs;
let reading: ReadingEvents;
let folder: string;
const readiness = new Readiness();
beforeAll(async () => {
  logs = await TestLogs.open();
  reading = new ReadingEvents(logs.dataSource);
  folder = await mkdtemp(join(tmpdir(), 'export-'));
  for (let from = 0; from < tellings.length; from += 50) await logs.ingest(batchOf(tellings.slice(from, from + 50), { from: BigInt(from) }));
  for (let from = 0; from < count; from += 1000) await logs.ingest(batchOf(records.slice(from, from + 1000), { from: BigInt(from) }));
  await eventually(async () => expect((await reading.settled.page(reader, {}, undefined, count)).events).toHaveLength(count));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await logs.close();
});

const open = (query: object, check = async (): Promise<void> => undefined, by = reader): Promise<OpenedExport> =>
  new ExportAuditEvents(reading.horizons, reading.settled, readiness).open(by, check, exportAuditEventsQuery.parse(query));
const read = async (query: object, check?: () => Promise<void>, by?: Caller): Promise<Buffer> => buffer(unhurried((await open(query, check, by)).parts, () => undefined));

/** As analysts read the file. */
async function duck(format: string, sql: (file: string) => string): Promise<Record<string, unknown>[]> {
  const file = join(folder, `export.${format}`);
  await writeFile(file, await read({ format }));
  const connection = await (await DuckDBInstance.create()).connect();
  return (await connection.runAndReadAll(sql(file))).getRowObjectsJson() as Record<string, unknown>[];
}

describe('an export', () => {
  it('is a line of JSON for each event, as the list shows it', async () => {
    const lines = (await read({})).toString().trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ event_id: id }) => id)).toEqual(ids);
    expect(lines.slice(0, 8).map(({ user_agent: agent }) => agent)).toEqual(agents);
  });

  it('goes on from the cursor of any row, and from where it ended', async () => {
    const lines = (await read({})).toString().trimEnd().split('\n').map((line) => JSON.parse(line) as { cursor: string });
    const rest = await read({ after: lines[2_500]?.cursor });
    expect(rest.toString().trimEnd().split('\n').map((line) => (JSON.parse(line) as { event_id: string }).event_id)).toEqual(ids.slice(2_501));
    const { next } = await open({});
    expect(next.order).toBe('asc');
    expect(await read({ after: lines.at(-1)?.cursor })).toHaveLength(0);
    expect(readCursor(lines[0]?.cursor ?? '')).toMatchObject({ order: 'asc' });
  });

  it('is CSV that others read, in which nothing begins like a formula', async () => {
    const rows = await duck('csv', (file) => `select event_id, user_agent, "index", details from read_csv('${file}', header = true, all_varchar = true, quote = '"', escape = '"')`);
    expect(rows.map(({ event_id: id }) => id)).toEqual(ids);
    expect(rows.slice(0, 8).map(({ user_agent: agent }) => agent)).toEqual(["'=cmd|calc", "'+1", "'-1", "'@x", "''quoted", ...agents.slice(5)]);
    expect(JSON.parse(String(rows[0]?.['details']))).toMatchObject({ token_name: 'ci' });
  });

  it('is Parquet that others read', async () => {
    const rows = await duck('parquet', (file) => `select event_id, user_agent, "index", typeof("index") as type, occurred_at::varchar as at, future, reported_by from '${file}' order by "index"`);
    expect(rows.map(({ event_id: id }) => id)).toEqual(ids);
    expect(rows[0]).toMatchObject({ user_agent: '=cmd|calc', type: 'BIGINT', future: false, reported_by: null });
    expect(String(rows[0]?.['at'])).toMatch(/^2026-03-01 12:00:00/);
  });

  it.each(['csv', 'parquet'])('has its columns in %s, also without a row', async (format) => {
    const empty = await read({ format, action: 'nothing.' });
    const file = join(folder, `empty.${format}`);
    await writeFile(file, empty);
    const connection = await (await DuckDBInstance.create()).connect();
    const columns = (await connection.runAndReadAll(`describe select * from '${file}'`)).getRowObjectsJson();
    expect(columns).toHaveLength(29);
  });

  it('is made of pages of fewer events where these are large', async () => {
    let pages = 1;
    const lines = (await read({}, async () => void (pages += 1), teller)).toString().trimEnd().split('\n').map((line) => JSON.parse(line) as { event_id: string });
    expect(lines.map(({ event_id: id }) => id)).toEqual(tellings.map(idOf));
    expect(pages).toBeGreaterThan(1);
  });

  it('breaks off, and does not end, where its caller loses the right to it', async () => {
    let pages = 0;
    const check = async (): Promise<void> => {
      pages += 1;
      if (pages === 2) throw new Error('revoked');
    };
    await expect(read({}, check)).rejects.toThrow('revoked');
  });
});
