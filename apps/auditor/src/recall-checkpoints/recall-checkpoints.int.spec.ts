import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { auditCheckpointSigned, contractsOf, decodeEvent, encodeEvent } from '@latchkey/contracts';
import type { Batch } from '@latchkey/kafka';
import { eventually } from '@latchkey/testing';
import { keyForTest, TestLogs } from '../../test/logs.js';
import { revoked } from '../../test/records.js';
import { RunningAuditors } from '../../test/running-auditor.js';
import { TestTopics } from '../../test/topics.js';
import { readCheckpoint } from '../checkpoints/checkpoint.js';
import { LogKeys } from '../checkpoints/log-keys.js';
import { generateSignerKey } from '../checkpoints/note-keys.js';
import { RecallCheckpoints } from './recall-checkpoints.js';
import { Recollection } from './recollection.js';

const log = 'token-events/0';
let logs: TestLogs;
beforeAll(async () => {
  logs = await TestLogs.open();
});
afterAll(() => logs.close());
beforeEach(() => logs.clear());

type CheckpointBatch = Batch<'audit-checkpoints'>;
const recall = (batch: CheckpointBatch, keys = logs.keys): Promise<bigint> => new RecallCheckpoints(logs.dataSource, logs.cluster, keys).execute(batch, logs.now);
const note = (size: number, keys = logs.keys, ofLog = log): string => keys.sign(ofLog, { size, root: Buffer.alloc(32, size) });

/** As the batch transport hands it over. */
function batchOf(notes: readonly string[], { from = 0n, end = from + BigInt(notes.length) }: { readonly from?: bigint; readonly end?: bigint } = {}): CheckpointBatch {
  const records = notes.map((checkpoint, place) => {
    const data = { log, size: readCheckpoint(checkpoint)?.size ?? 1, root_hash: 'a'.repeat(64), checkpoint };
    const { key, headers, value } = encodeEvent(auditCheckpointSigned, { id: `${log}/${place}`, source: 'auditor', time: '2026-03-01T12:00:00.000Z', data });
    const raw = { key, headers, value: Buffer.from(value ?? '') };
    return { offset: from + BigInt(place), timestamp: 0, raw, decoded: decodeEvent(contractsOf('audit-checkpoints'), raw) };
  });
  return { topic: 'audit-checkpoints', partition: 0, records, fromOffset: from, nextOffset: from + BigInt(notes.length), endOffset: end };
}

describe('what was published', () => {
  it('is stored where it is not, and counts as published', async () => {
    await recall(batchOf([note(3), note(5)]));
    expect(await logs.notes()).toEqual([note(3), note(5)]);
    expect(await logs.dataSource.query('select 1 from auditor.checkpoints where published_at is null')).toEqual([]);
    expect(await recall(batchOf([note(3), note(5)]))).toBe(2n);
    expect(await logs.notes()).toEqual([note(3), note(5)]);
  });

  it('is none of ours where no listed key has signed it, where it is of another log, or cannot be read', async () => {
    await recall(batchOf([note(3, keyForTest()), note(4, logs.keys, 'token-events/1'), 'junk']));
    const unreadable = batchOf([note(9)], { from: 3n });
    await recall({ ...unreadable, records: unreadable.records.map((record) => ({ ...record, decoded: decodeEvent(contractsOf('audit-checkpoints'), { ...record.raw, value: Buffer.from('{') }) })) });
    expect(await logs.notes()).toEqual([]);
  });

  it('is read from where the database left off', async () => {
    expect(await recall(batchOf([note(3)]))).toBe(1n);
    expect(await recall(batchOf([note(9)], { from: 7n }))).toBe(1n);
    expect(await logs.notes()).toEqual([note(3)]);
    logs.kafka.low = 7n;
    expect(await recall(batchOf([note(9)], { from: 7n }))).toBe(8n);
    expect(await logs.notes()).toEqual([note(3), note(9)]);
  });

  it('is read from the start again where the topic was made anew', async () => {
    await recall(batchOf([note(3), note(5)]));
    expect(await recall(batchOf([note(6)]))).toBe(1n);
    expect(await logs.notes()).toEqual([note(3), note(5), note(6)]);
  });

  it('waits for a key where there is none to know it by', async () => {
    expect(await recall(batchOf([note(3)]), new LogKeys(undefined, [], undefined))).toBe(1n);
    expect(await recall(batchOf([note(5)], { from: 1n }))).toBe(0n);
  });

  it('is complete once it is stored as far as Kafka had it when this was asked before', async () => {
    let high = 2n;
    const ask = new Recollection(logs.dataSource, { watermarks: async () => [{ partition: 0, low: 0n, high }, { partition: 1, low: 4n, high: 4n }] });
    expect(await ask.isComplete()).toBe(false);
    high = 3n;
    await recall(batchOf([note(3), note(5)]));
    expect([await ask.isComplete(), await ask.isComplete()]).toEqual([true, false]);
    await recall(batchOf([note(6)], { from: 2n }));
    expect(await ask.isComplete()).toBe(true);
  });
});

it('a database restored to an earlier state has no fork signed of what was published after it', async () => {
  const topics = new TestTopics();
  const own = await TestLogs.open();
  await topics.make();
  const auditors = new RunningAuditors(own.database, topics.prefix);
  const env = { AUDITOR_SIGNING_KEY: generateSignerKey('latchkey.test/logs'), AUDITOR_CHECKPOINT_SECONDS: '0.2' };
  const patience = { timeoutMs: 30_000 };
  const query = (sql: string): Promise<{ note: string }[]> => own.dataSource.query(sql);
  const ready = async (url: string): Promise<unknown> => ((await (await fetch(`${url}/health/ready`)).json()) as { details: { checkpoints: unknown } }).details.checkpoints;
  const signed = (size: number): Promise<void> =>
    eventually(async () => expect(await query(`select note from auditor.checkpoints where size = ${size} and published_at is not null`)).toHaveLength(1), patience);
  const tables = ['logs', 'entries', 'records', 'publications', 'checkpoints', 'checkpoint_positions'];
  try {
    await auditors.start(env);
    await topics.send([revoked(), revoked(), revoked()]);
    await signed(3);
    await auditors.stop();
    for (const table of tables) await query(`create table auditor.kept_${table} as select * from auditor.${table}`);
    await auditors.start(env);
    await topics.send([revoked(), revoked()]);
    await signed(5);
    await auditors.stop();
    const [published] = await query('select note from auditor.checkpoints where size = 5');
    await query(`truncate ${tables.map((table) => `auditor.${table}`).join()} cascade`);
    for (const table of tables) await query(`insert into auditor.${table} select * from auditor.kept_${table}`);
    const { url } = await auditors.start(env);
    await topics.send([revoked()]);
    await eventually(async () => expect(await own.row()).toMatchObject({ size: '6' }), patience);
    await eventually(async () => expect(await ready(url)).toMatchObject({ refused: 'token-events/0 not_extending' }), patience);
    expect((await query('select note from auditor.checkpoints order by size')).slice(1)).toEqual([published]);
  } finally {
    await auditors.stop();
    await topics.remove();
    await own.close();
  }
});
