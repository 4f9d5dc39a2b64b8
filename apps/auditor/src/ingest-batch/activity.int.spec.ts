import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OutgoingRecord } from '@latchkey/contracts';
import { aTokenState, eventually } from '@latchkey/testing';
import { mintId, mintToken } from '@latchkey/tokens';
import { TestLogs } from '../../test/logs.js';
import { idOf, junk, reported } from '../../test/records.js';
import { RunningAuditors } from '../../test/running-auditor.js';
import { type Published, TestTopics } from '../../test/topics.js';

const [token, foreign] = [aTokenState({ name: 'deploy' }), aTokenState()];
const mine = { customer_id: token.customer_id, token_id: token.id };
const log = 'activity/0';
const patience = { timeoutMs: 30_000 };

const topics = new TestTopics();
let logs: TestLogs;
let auditors: RunningAuditors;
let published: readonly Published[];
beforeAll(async () => {
  [logs] = await Promise.all([TestLogs.open(), topics.make()]);
  await topics.tell(token, foreign);
  published = await topics.published();
  auditors = new RunningAuditors(logs.database, topics.prefix);
  await auditors.start();
});
afterAll(async () => {
  await auditors.stop();
  await topics.remove();
  await logs.close();
});

/** A report that says something else than its contract allows. */
function altered(change: object): OutgoingRecord {
  const record = reported(mine);
  return { ...record, value: JSON.stringify({ ...(JSON.parse(record.value ?? '') as object), ...change }) };
}

/** What the log has of these records, each once, in their order. */
async function logged(records: readonly OutgoingRecord[]): Promise<object[]> {
  const { next_offset: before = '0' } = (await logs.row(log)) ?? {};
  await topics.send(records);
  const whole = Number(before) + records.length;
  await eventually(async () => expect(await logs.row(log)).toMatchObject({ next_offset: String(whole), size: String(whole), stopped: null }), patience);
  await eventually(() => expect(published.filter(({ key }) => key === log)).toHaveLength(whole), patience);
  return (await logs.records(log)).slice(-records.length);
}

const activated = { action: 'activity.version.activated', ...mine, duplicate_of: null, future: false, unknown_token: false };
const unreadable = (reason: string): object => ({ action: 'record.unreadable', customer_id: null, token_id: null, actor: null, event_id: null, details: expect.objectContaining({ reason }) });

describe('what a service writes to the topic itself', () => {
  it('stands in the trail, whatever stands before it: what breaks the contract is logged as just that', async () => {
    const deep = { list: [[[[['too deep']]]]] };
    const [first, last] = [reported(mine), reported(mine)];
    const marked = altered({ action: 'marker', marker: 'marker' });
    const records: [OutgoingRecord, object][] = [
      [first, { ...activated, event_id: idOf(first), reported_by: null, actor: { name: 'deploy', service_account_id: token.service_account_id } }],
      [junk('{"half', 'activity'), unreadable('not_cloud_event')],
      [junk(null, 'activity'), unreadable('not_json')],
      [{ ...reported(mine), value: '{"half' }, unreadable('not_json')],
      [{ ...reported(mine), key: 'another' }, unreadable('wrong_key')],
      [{ ...reported(mine), headers: { ...reported(mine).headers, ce_type: 'activity.reported.v2' } }, unreadable('unknown_type')],
      [marked, unreadable('broken_schema')],
      [altered({ details: deep }), unreadable('broken_schema')],
      [altered({ details: { text: 'x'.repeat(16 * 1024) } }), unreadable('broken_schema')],
      [altered({ details: { text: 'x'.repeat(900 * 1024) } }), unreadable('broken_schema')],
      [last, { ...activated, event_id: idOf(last) }],
    ];
    const found = await logged(records.map(([record]) => record));
    expect(found).toMatchObject(records.map(([, expected]) => expected));
    expect(JSON.stringify(found)).not.toContain('marker');
  });

  it('is not taken to Kafka at all where it is larger than Kafka takes', async () => {
    await expect(topics.send([altered({ details: { text: 'x'.repeat(1100 * 1024) } })])).rejects.toThrow(/larger|too large/i);
    const after = reported(mine);
    expect(await logged([after])).toMatchObject([{ event_id: idOf(after) }]);
  });

  it('stands under no customer where the token is another’s, and nothing of it is told (invariant 9)', async () => {
    const [stolen, account, after] = [reported({ ...mine, token_id: foreign.id }), reported({ ...mine, service_account_id: mintId() }), reported(mine)];
    const found = await logged([stolen, account, after]);
    expect(found).toMatchObject([unreadable('foreign_token'), unreadable('foreign_token'), activated]);
    expect(JSON.stringify(found)).not.toContain(foreign.id);
  });

  it('of a token that nobody knows stands under whom the service named, and says so', async () => {
    const unknown = { customer_id: mintId(), token_id: mintId() };
    expect(await logged([reported(unknown), reported(mine)])).toMatchObject([{ ...activated, ...unknown, unknown_token: true }, activated]);
  });

  it('is kept where it is dated ahead, and flagged beyond five minutes', async () => {
    const ahead = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
    const times = [ahead(3), ahead(7), '9999-12-31T23:59:59.999Z'];
    const found = await logged(times.map((time) => reported(mine, { time })));
    expect(found).toMatchObject(times.map((time, place) => ({ ...activated, occurred_at: time, future: place > 0 })));
  });

  it('is marked where it repeats an earlier one, whatever else it says', async () => {
    const id = mintId();
    const found = await logged([reported(mine, { id }), reported({ ...mine, outcome: 'failure' }, { id }), reported(mine, { id, source: 'another' })]);
    const [{ index: first }] = found as [{ index: number }];
    expect(found).toMatchObject([{ duplicate_of: null }, { duplicate_of: first, outcome: 'failure' }, { duplicate_of: null }]);
  });

  it('leaves a secret behind (invariant 1)', async () => {
    const secret = mintToken();
    const found = await logged([altered({ user_agent: `with ${secret}`, details: { [secret]: [secret] } })]);
    expect(found).toMatchObject([{ ...activated, user_agent: 'with lka_[redacted]' }]);
    expect(JSON.stringify(published.map(({ event }) => event))).not.toContain(secret);
  });
});
