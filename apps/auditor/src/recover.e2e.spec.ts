import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { OutgoingRecord } from '@latchkey/contracts';
import { type Ended, eventually, kafkaBrokers, runMain } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { TestLogs } from '../test/logs.js';
import { junk, revoked, used } from '../test/records.js';
import { RunningAuditors } from '../test/running-auditor.js';
import { TestTopics } from '../test/topics.js';
import { generateSignerKey } from './checkpoints/note-keys.js';
import { EraseCustomerRecords } from './erase-customer-records/erase-customer-records.js';

const tables = ['logs', 'entries', 'records', 'nodes', 'publications', 'checkpoints', 'checkpoint_positions'];
const signing = { AUDITOR_SIGNING_KEY: generateSignerKey('latchkey.test/logs'), AUDITOR_CHECKPOINT_SECONDS: '1' };
const patience = { timeoutMs: 30_000, intervalMs: 200 };
const many = (count: number): OutgoingRecord[] => [...Array(count).keys()].map(() => revoked());

const topics = new TestTopics();
let logs: TestLogs;
let auditors: RunningAuditors;
beforeAll(async () => {
  [logs] = await Promise.all([TestLogs.open(), topics.make()]);
  auditors = new RunningAuditors(logs.database, topics.prefix);
});
afterAll(async () => {
  await auditors.stop();
  await topics.remove();
  await logs.close();
});

const query = <Row>(sql: string): Promise<Row[]> => logs.dataSource.query(sql);
const command = (name: string, ...args: string[]): Promise<Ended> =>
  runMain(
    import.meta.url,
    `${name}.main`,
    { env: { DATABASE_URL: logs.database.url, KAFKA_BROKERS: kafkaBrokers().join(), KAFKA_TOPIC_PREFIX: topics.prefix, AUDITOR_SIGNING_KEY: signing.AUDITOR_SIGNING_KEY } },
    ...args,
  );
const entries = (): Promise<unknown[]> => query(`select log, index, encode(leaf_hash, 'hex') as leaf from auditor.entries order by log, index`);
const kept = (): Promise<unknown[]> => query(`select log, index, action, salt, record from auditor.records order by log, index`);

/** Until all of it is published and signed. */
async function settled(sizes: Record<string, number>): Promise<void> {
  await eventually(async () => {
    const found = await query<{ name: string; size: string; published: string; signed: string }>(
      `select name, size, next_index as published, (select max(size) from auditor.checkpoints where log = name) as signed
       from auditor.logs join auditor.publications on log = name order by name`,
    );
    expect(Object.fromEntries(found.map(({ name, size, published, signed }) => [name, [size, published, signed].map(Number)]))).toEqual(
      Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, [size, size, size]])),
    );
  }, patience);
}
async function backUp(): Promise<void> {
  await query('drop schema if exists backup cascade');
  await query('create schema backup');
  for (const table of tables) await query(`create table backup.${table} as table auditor.${table}`);
}
async function goBack(): Promise<void> {
  await query(`truncate ${tables.map((table) => `auditor.${table}`).join(', ')}`);
  for (const table of tables) await query(`insert into auditor.${table} select * from backup.${table}`);
}
const linesOf = ({ stdout }: Ended): unknown[] => stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown);

it('brings logs that went back to where they were signed, entry by entry, and what was erased stays erased', async () => {
  const customer = mintId();
  await auditors.start(signing);
  await topics.send([...many(20), revoked({ customer_id: customer })]);
  await settled({ 'token-events/0': 21 });
  await backUp();
  await topics.send([...many(600), junk('{"marker'), revoked({ customer_id: customer })]);
  await topics.send([used(), used()], 1);
  await settled({ 'token-events/0': 623, 'token-usage/1': 2 });
  expect(await new EraseCustomerRecords(logs.dataSource).execute(customer, { now: () => new Date(), anyway: true })).toBe(2);
  await settled({ 'token-events/0': 624, 'token-usage/1': 2 });
  expect(await command('recover')).toMatchObject({ code: 69, stdout: '', stderr: expect.stringContaining('The auditor runs') });
  await auditors.stop();
  const before = { entries: await entries(), kept: await kept() };
  await goBack();

  const recovered = await command('recover');
  expect(linesOf(recovered)).toEqual([{ log: 'token-events/0', recovered: 603 }, { log: 'token-usage/1', recovered: 2 }]);
  expect(recovered.code).toBe(0);
  expect({ entries: await entries(), kept: await kept() }).toEqual(before);

  await auditors.start(signing);
  await topics.send(many(3));
  await settled({ 'token-events/0': 627, 'token-usage/1': 2 });
  for (const log of ['token-events/0', 'token-usage/1']) expect(await command('verify-log', log)).toMatchObject({ code: 0, stdout: expect.stringContaining('"findings":0') });
});

it('says which log it cannot bring back, and why, and leaves that as it was', async () => {
  await backUp();
  await topics.send(many(2));
  await topics.send([used()], 1);
  await settled({ 'token-events/0': 629, 'token-usage/1': 3 });
  await auditors.stop();
  await goBack();
  const [end] = await topics.client.watermarks('token-events');
  await topics.dropBelow(end?.high ?? 0n);
  const recovered = await command('recover');
  expect(linesOf(recovered)).toEqual([
    { log: 'token-events/0', not_recovered: 'Kafka has no longer what entry 627 was made of' },
    { log: 'token-usage/1', recovered: 1 },
  ]);
  expect(recovered.code).toBe(1);
  expect(await logs.row()).toMatchObject({ size: '627', stopped: null });
});

it('says how it is used where it is not', async () => {
  expect(await command('recover', 'now')).toEqual({ code: 64, stdout: '', stderr: 'usage: recover\n' });
});
