import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import { kafkaWay } from '@latchkey/stack';
import { placeOf, readAudit } from '@latchkey/stack/clients';
import { type AnalystsDatabase, DuckDb, Postgres, type Row } from './analysts-database.js';
import { countOf, from, makeTraffic } from './analysts-traffic.js';
import { readConsole } from './console-consumer.js';
import { Guide } from './guide.js';
import { securityOfRun } from './security-of-run.js';
import { storiesOn } from './stories-on.js';
import type { System } from './system.js';

/** The guide's command is for a Kafka that lets everybody in. */
const canReadConsole = !securityOfRun && kafkaWay().way === 'java';

const closing: (() => unknown)[] = [];

// Before the system ends, which takes the database away.
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

const story = storiesOn({}, async (system) => {
  const traffic = await makeTraffic(system);
  const guide = new Guide('docs/analytics/README.md');
  closing.push(() => guide.clear());
  // It ends ten seconds after the last record, so the others do not wait for it.
  const onConsole = canReadConsole ? readConsole(system, guide) : undefined;
  onConsole?.catch(() => undefined);
  await follow(system, guide, 'export.mjs');
  const exported = guide.read('audit.ndjson').trim().split('\n');
  addOfVersionTwo(guide);
  const printed = await follow(system, guide, 'duckdb.sql');
  const databases: [string, AnalystsDatabase][] = [];
  const open = (name: string, database: AnalystsDatabase): void => {
    databases.push([name, database]);
    closing.push(() => database.close());
  };
  open('DuckDB', await DuckDb.open(guide));
  const postgres = await Postgres.open(guide, system.databaseUrl);
  open('Postgres', postgres);
  await postgres.land();
  return { ...traffic, guide, onConsole, exported, printed, databases, records: await readAudit(system.client) };
});

/** Does as the guide says; answers what that prints. */
async function follow(system: System, guide: Guide, text: string): Promise<string> {
  const { code, stdout, stderr } = await system.shell('example-analyst', guide.block('sh', text), guide.folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** A record of days to come, with a field that nobody knows yet. */
function addOfVersionTwo(guide: Guide): void {
  const [line = '{}'] = guide.read('audit.ndjson').split('\n');
  const record = { ...(JSON.parse(line) as object), schema_version: 2, log: 'other/0', gained: { of: 'anything' } };
  appendFileSync(join(guide.folder, 'audit.ndjson'), `${JSON.stringify(record)}\n`);
}

/** As text, since the two have types of their own for counts and times. */
async function ask(database: AnalystsDatabase, sql: string): Promise<Row[]> {
  const text = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value === null ? null : String(value));
  return (await database.rows(sql)).map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, text(value)])));
}

const query = (guide: Guide, name: string): string => guide.read(`docs/analytics/queries/${name}.sql`);
const ofToken = (rows: readonly Row[], id: string): Row[] => rows.filter(({ token_id: token }) => token === id);

story('every entry of the topic is landed once, whatever was published twice', async ({ exported, records, databases }) => {
  const places = records.map(placeOf).sort();
  expect(exported).toHaveLength(places.length + 1);
  for (const [name, database] of databases) {
    const landed = await ask(database, `select log, "index" from audit_records where log <> 'other/0'`);
    expect([name, ...landed.map(({ log, index }) => `${log}#${index}`).sort()]).toEqual([name, ...places]);
  }
});

story('every event is shown once, whatever was told twice, and of no version that has another meaning', async ({ records, databases }) => {
  const events = records.filter(({ duplicate_of: first }) => first === null);
  expect(events).toHaveLength(records.length - 1);
  const byTokens = events.filter(({ actor }) => actor?.kind === 'token' && actor.token_id !== null);
  expect(byTokens).not.toEqual([]);
  for (const [, database] of databases) {
    const shown = await ask(database, 'select count(*) as events, count(actor_token_id) as by_tokens, min(schema_version) as least, max(schema_version) as most from audit_events');
    expect(shown).toEqual([{ events: String(events.length), by_tokens: String(byTokens.length), least: '1', most: '1' }]);
  }
});

story('who used what from where: by the uses counted', async ({ guide, databases, used, unused, toldTwice }) => {
  for (const [, database] of databases) {
    const rows = await ask(database, query(guide, 'who-used-what'));
    expect(ofToken(rows, used.id)).toEqual([expect.objectContaining({ ...from, uses: '4' })]);
    expect(ofToken(rows, toldTwice.token_id)).toEqual([
      expect.objectContaining({ customer_id: toldTwice.customer_id, service_account_id: toldTwice.service_account_id, service_id: null, ip: null, uses: '7' }),
    ]);
    expect(ofToken(rows, unused.id)).toEqual([]);
  }
});

story('tokens never used: neither one that was, nor one that has ended', async ({ guide, databases, used, unused, revoked, replaced }) => {
  for (const [, database] of databases) {
    const rows = await ask(database, query(guide, 'never-used'));
    expect(ofToken(rows, unused.id)).toEqual([expect.objectContaining({ token_name: 'ci' })]);
    for (const { id } of [used, revoked, replaced]) expect(ofToken(rows, id)).toEqual([]);
  }
});

story('refusals by reason: of tokens, and of what is none', async ({ guide, databases }) => {
  for (const [, database] of databases) {
    const rows = await ask(database, query(guide, 'refusals-by-reason'));
    expect(rows).toContainEqual(expect.objectContaining({ presented: 'token', reason: 'revoked', refusals: '1', tokens: '1' }));
    expect(rows).toContainEqual(expect.objectContaining({ presented: 'no token', reason: 'malformed', refusals: '1', tokens: '0' }));
    expect(rows.filter(({ reason }) => reason === null)).toEqual([]);
  }
});

story('last use per token: when, from where, and for which service', async ({ guide, databases, records, used, unused, revoked }) => {
  const last = records.flatMap(({ action, target_id: id, details }) => (action === 'token.used' && id === used.id ? [String(details['last_used_at'])] : [])).sort().at(-1);
  for (const [name, database] of databases) {
    const rows = await ask(database, query(guide, 'last-use'));
    expect(ofToken(rows, used.id)).toEqual([expect.objectContaining(from)]);
    for (const { id } of [unused, revoked]) expect(ofToken(rows, id)).toEqual([]);
    const at = await ask(database, `select cast(last_used_at = cast('${last}' as timestamp) as text) as exact from (${subquery(guide, 'last-use')}) as uses where token_id = '${used.id}'`);
    expect([name, ...at]).toEqual([name, { exact: 'true' }]);
  }
});

const subquery = (guide: Guide, name: string): string => query(guide, name).trimEnd().replace(/;$/, '');

story('actions per day: by the times that records of use stand for, and none on a day to come', async ({ guide, databases, records }) => {
  const uses = countOf(records.filter(({ duplicate_of: first }) => first === null));
  const lastDay = records.map(({ ingested_at: at }) => at.slice(0, 10)).sort().at(-1);
  for (const [, database] of databases) {
    const sums = await ask(
      database,
      `select action, sum(records) as records, sum(times) as times, cast(max(day) as text) as last_day from (${subquery(guide, 'actions-per-day')}) as days group by action`,
    );
    expect(sums).toContainEqual(expect.objectContaining({ action: 'token.issued', records: '6', times: '6' }));
    expect(sums).toContainEqual(expect.objectContaining({ action: 'token.revoked', records: '1', times: '1' }));
    expect(sums).toContainEqual(expect.objectContaining({ action: 'token.used', times: String(uses), last_day: lastDay }));
  }
});

story('what DuckDB prints, done as the guide says, is the answer that the guide shows', async ({ guide, databases, printed }) => {
  const [[, duckDb] = []] = databases;
  const rows = printed.trim().split('\n').map((line) => JSON.parse(line) as Row);
  expect(rows).toEqual(await duckDb?.rows(query(guide, 'last-use')));
  const shown = JSON.parse(guide.block('json', 'last_used_at')) as Row;
  expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(shown));
});

story('each query is told of in the guide, and runs', async ({ guide, databases }) => {
  const told = [...guide.read('docs/analytics/README.md').matchAll(/\(queries\/([\w-]+)\.sql\)/g)].map(([, name = '']) => name).sort();
  expect(readdirSync(join(guide.folder, 'docs/analytics/queries')).sort()).toEqual(told.map((name) => `${name}.sql`));
  for (const [, database] of databases) {
    for (const name of told) expect(await database.rows(query(guide, name))).not.toEqual([]);
  }
});

story('what is landed again changes nothing', async ({ databases }) => {
  for (const [, database] of databases) {
    const count = async (): Promise<Row[]> => ask(database, 'select count(*) as entries from audit_records');
    const before = await count();
    await database.land();
    expect(await count()).toEqual(before);
  }
});

story('a customer that was erased leaves nothing but that it was', async ({ guide, databases, left }) => {
  const sql = guide.block('sql', 'delete from audit_records');
  for (const [, database] of databases) {
    const actions = async (): Promise<unknown[]> => (await ask(database, `select distinct action from audit_records where customer_id = '${left}' order by action`)).map(({ action }) => action);
    const others = async (): Promise<Row[]> => ask(database, `select count(*) as entries from audit_records where customer_id is null or customer_id <> '${left}'`);
    const before = await others();
    expect(await actions()).toEqual(['customer.created', 'customer.erased', 'customer.offboarded']);
    await database.rows(sql);
    expect(await actions()).toEqual(['customer.erased']);
    expect(await others()).toEqual(before);
  }
});

if (canReadConsole) {
  story('the console consumer of Kafka, as the guide has it, writes the same lines', async ({ onConsole, exported }) => {
    expect((await onConsole)?.sort()).toEqual([...exported].sort());
  });
}
