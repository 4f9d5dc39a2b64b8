import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import type { QueryRunner } from 'typeorm';
import { TestLogs } from '../../test/logs.js';
import { aReader, ReadingEvents } from '../../test/reading-events.js';
import { batchOf, idOf, revoked, used } from '../../test/records.js';
import { CreateMonths } from '../create-months/create-months.js';
import { listAuditEventsQuery } from '../list-audit-events/list-audit-events.request.js';
import { conditionsOf } from './event-conditions.js';
import { eventsQuery } from './found-events.js';

const [customer, account, actor, person] = [mintId(), mintId(), mintId(), mintId()];
const ours = { customer_id: customer };
const reader = aReader(customer);
const byToken = { kind: 'token', token_id: actor, service_account_id: mintId(), person_id: null, name: 'Ünïcode Bot' } as const;
const byPerson = { kind: 'person', token_id: null, service_account_id: null, person_id: person, name: 'Ada' } as const;
const at = (minute: number): string => new Date(Date.UTC(2026, 2, 1, 11, minute)).toISOString();

const events = {
  early: revoked({ ...ours, actor: byToken, ip: '::ffff:192.0.2.9' }, { time: at(10) }),
  person: revoked({ ...ours, actor: byPerson, user_agent: 'Wget/1.0 "100%_sure" C:\\tmp' }, { time: at(20) }),
  account: revoked({ ...ours, service_account_id: account, ip: '2001:db8::1' }, { time: at(30) }),
  refused: used({ ...ours, outcome: 'refused', reason: 'expired', last_service_id: 'svc-1' }, { time: at(40) }),
  future: revoked(ours, { time: '2031-01-01T00:00:00.000Z' }),
};
type Name = keyof typeof events;

let logs: TestLogs;
let reading: ReadingEvents;
beforeAll(async () => {
  logs = await TestLogs.open();
  reading = new ReadingEvents(logs.dataSource);
  await new CreateMonths(logs.dataSource).execute(new Date('2026-03-01'));
  await logs.ingest(batchOf([events.early, events.person, events.account, events.future]));
  await logs.ingest(batchOf([events.refused]));
});
afterAll(() => logs.close());

async function found(query: object): Promise<Name[]> {
  const page = await reading.list.execute(reader, listAuditEventsQuery.parse(query));
  const ids = page.events.map(({ record }) => record.event_id);
  return (Object.keys(events) as Name[]).filter((name) => ids.includes(idOf(events[name])));
}

describe('a filter', () => {
  it.each<[object, Name[]]>([
    [{ from: at(20), to: at(40) }, ['person', 'account']],
    [{ from: '2026-03-01T12:30:00+01:00', to: at(50) }, ['account', 'refused']],
    [{ from: '2026-03-01T12:00:00Z' }, ['future']],
    [{ from: '2030-01-01T00:00:00Z' }, []],
    [{ actor_id: actor }, ['early']],
    [{ actor_id: person }, ['person']],
    [{ actor_id: mintId() }, []],
    [{ service_account_id: account }, ['account']],
    [{ service_id: 'svc-1' }, ['refused']],
    [{ outcome: 'failure' }, ['refused']],
    [{ outcome: 'success', to: at(25) }, ['early', 'person']],
    [{ ip: '192.0.2.9' }, ['early']],
    [{ ip: '2001:db8:0::1' }, ['account']],
    [{ ip: '2001:db8::1', outcome: 'failure' }, []],
  ])('finds by %j', async (query, names) => {
    expect(await found(query)).toEqual(names);
  });

  it.each<[string, Name[]]>([
    ['wget/', ['person']],
    ['"100%_SURE"', ['person']],
    ['"100__sure"', []],
    ['c:\\TMP', ['person']],
    ['ünïcode bot', []],
    ['nïcode BOT', ['early']],
    ['expired', ['refused']],
    ['user_agent', []],
    ['svc-1', ['refused']],
  ])('finds by the text %s', async (text, names) => {
    expect(await found({ text, from: at(0), to: '2026-03-02T00:00:00Z' })).toEqual(names);
  });
});

describe('a page of a busy token', () => {
  it('is read no further than it is long, though most records are of others', async () => {
    const [whose, busy] = [mintId(), mintId()];
    const runner = logs.dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(`insert into auditor.entries select 'token-events/0', n, sha256(''), sha256('') from generate_series(1000, 20999) n`);
      await runner.query(
        `insert into auditor.records (log, index, ingested_at, happened_at, salt, record, customer_id, action, target_id, token_id, service_account_id, outcome)
         select 'token-events/0', n, at, at, decode(repeat('00', 16), 'hex'), '', customer, 'token.used', token, token, customer, 'success'
         from generate_series(1000, 20999) n,
           lateral (select timestamptz '2026-03-20Z' - n * interval '1 minute' as at, case n % 100 when 0 then $1 else (n % 100)::text end as customer,
             case n % 100 when 0 then $2 else (n % 100)::text end as token) as each`,
        [whose, busy],
      );
      await runner.query('analyze auditor.records');
      const conditions = conditionsOf(aReader(whose), listAuditEventsQuery.parse({ token_id: busy }));
      const query = eventsQuery(conditions, 'ingested_at desc, log desc, index desc', 51);
      const lines: { 'QUERY PLAN': string }[] = await runner.query(`explain (analyze, costs off, timing off, buffers off) ${query}`, conditions.values);
      expect(lines.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/on records_2026_03 \S+ \(actual rows=51\b.*\n.*[( ]token_id = /);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });
});

describe('the indexes of a month', () => {
  let runner: QueryRunner;
  beforeAll(async () => {
    runner = logs.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`insert into auditor.entries select 'token-events/0', n, sha256(''), sha256('') from generate_series(1000, 20000) n`);
    await runner.query(
      `insert into auditor.records
         (log, index, ingested_at, happened_at, salt, record, customer_id, action, target_id, token_id, by_token_id, actor_id, service_account_id, service_id, outcome, ip)
       select 'token-events/0', n, at, at, decode(repeat('00', 16), 'hex'), '', $1, 'token.used', n::text, n::text, (-n)::text, n::text, n::text, n::text, 'success', n::text
       from generate_series(1000, 20000) n, lateral (select timestamptz '2026-03-20Z' - n * interval '1 minute' as at) as times`,
      [customer],
    );
    await runner.query('analyze auditor.records, auditor.entries');
  });
  afterAll(async () => {
    await runner.rollbackTransaction();
    await runner.release();
  });

  const newest = 'ingested_at desc, log desc, index desc';
  const settled = 'txn, ingested_at, log, index';
  const ago = (minutes: number): string => new Date(Date.UTC(2026, 2, 20) - minutes * 60_000).toISOString();

  async function planOf(query: object, order = newest): Promise<string> {
    const conditions = conditionsOf(reader, listAuditEventsQuery.parse(query));
    if (order === settled) conditions.add('txn < %s', String(2n ** 49n)).add(`(${settled}) > (%s, %s, %s, %s)`, '0', '-infinity', '', -1);
    const lines: { 'QUERY PLAN': string }[] = await runner.query(`explain ${eventsQuery(conditions, order, 51)}`, conditions.values);
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  }

  it.each<[string, object, RegExp, string]>([
    ['the latest', {}, /Index Cond: \(customer_id = /, newest],
    ['what is settled', {}, /Index Cond: .*txn < /, settled],
    ['what befell a token', { token_id: mintId() }, /Index Cond: .*[( ]token_id = /, newest],
    ['what a token did to others', { token_id: mintId() }, /Index Cond: .*by_token_id = /, newest],
    ['a target', { target_id: 'service/42' }, /Index Cond: .*target_id = /, newest],
    ['who did it', { actor_id: mintId() }, /Index Cond: .*actor_id = /, newest],
    ['a service account', { service_account_id: mintId() }, /Index Cond: .*service_account_id = /, newest],
    ['a service', { service_id: 'svc-1' }, /Index Cond: .*service_id = /, newest],
    ['an address', { ip: '192.0.2.1' }, /Index Cond: .*ip = /, newest],
    ['what failed', { outcome: 'failure' }, /records_failed|customer_id_ingested_at_log_index_idx\d/, newest],
    ['what is rare', { action: 'token.leaked' }, /Index Cond: .*action >= /, newest],
    ['a time long ago', { from: ago(18_000), to: ago(17_900) }, /Index Cond: .*happened_at >= /, newest],
    ['what is common', { outcome: 'success', action: 'token.' }, /Index Cond: \(customer_id = /, newest],
    ['what is rare of what is settled', { actor_id: mintId() }, /Index Cond: .*actor_id = /, settled],
  ])('answer for %s', async (_what, query, index, order) => {
    const plan = await planOf(query, order);
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(/Seq Scan on (records_2026_03|entries)/);
  });
});
