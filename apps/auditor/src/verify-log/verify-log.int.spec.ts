import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { keyForTest, TestLogs } from '../../test/logs.js';
import { batchOf, revoked } from '../../test/records.js';
import { TestTopics } from '../../test/topics.js';
import { LogKeys } from '../checkpoints/log-keys.js';
import { CreateMonths } from '../create-months/create-months.js';
import { DropOldRecords } from '../drop-old-records/drop-old-records.js';
import { EraseCustomerRecords } from '../erase-customer-records/erase-customer-records.js';
import type { AuditRecord } from '../logs/audit-record.js';
import { growTree } from '../logs/grow-tree.js';
import { seal } from '../logs/seal.js';
import { PublishAudit } from '../publish-audit/publish-audit.js';
import type { Finding } from './finding.js';
import { type Verification, VerifyLog } from './verify-log.js';

const topics = new TestTopics();
let logs: TestLogs;
/** Each test has a log of its own, since what is on the topic stays there. */
let partition = 0;
let log: string;
beforeAll(async () => {
  [logs] = await Promise.all([TestLogs.open(), topics.make()]);
});
afterAll(async () => {
  await topics.remove();
  await logs.close();
});
beforeEach(async () => {
  await logs.clear();
  logs.now = new Date('2026-03-01T12:00:01.000Z');
  partition += 1;
  log = `token-events/${partition}`;
  for (const signedAt of [100, 300, 302]) {
    await ingest(signedAt);
    await logs.sign(log);
  }
  await publish();
});

async function ingest(upTo: number): Promise<void> {
  const from = Number((await logs.row(log))?.['size'] ?? 0);
  await logs.ingest(batchOf([...Array(upTo - from).keys()].map(() => revoked()), { partition, from: BigInt(from) }));
}
async function publish(): Promise<void> {
  const publishing = new PublishAudit(logs.dataSource, topics.producer, logs.metrics);
  while (await publishing.execute(log, 0));
}
const query = (sql: string, ...parameters: unknown[]): Promise<unknown> => logs.dataSource.query(sql, parameters);
const verify = (kept?: string, keys = logs.keys): Promise<Verification> => new VerifyLog(logs.dataSource, topics.client, keys).execute(log, kept);
const found = async (kept?: string): Promise<readonly Finding[]> => (await verify(kept)).findings;

/** As whoever has the database and knows how the log is made would do it: every hash but the signature is right. */
async function rewrite(index: number, change: Partial<AuditRecord>): Promise<void> {
  const { record, salt } = (await logs.stored(log))[index] ?? {};
  if (!record) throw new Error('there is no such record');
  const { bytes, commitment, leafHash } = seal({ ...record, ...change }, salt);
  await query('update auditor.records set record = $3 where log = $1 and index = $2', log, index, bytes);
  await query('update auditor.entries set commitment = $3, leaf_hash = $4 where log = $1 and index = $2', log, index, commitment, leafHash);
  await query('delete from auditor.nodes');
  await growTree(logs.dataSource, log, 302);
}
async function swap(one: number, other: number): Promise<void> {
  for (const table of ['auditor.records', 'auditor.entries']) {
    for (const [from, to] of [[one, 1000], [other, one], [1000, other]]) await query(`update ${table} set index = $3 where log = $1 and index = $2`, log, from, to);
  }
}
async function cutTo(size: number): Promise<void> {
  await query('delete from auditor.records where log = $1 and index >= $2', log, size);
  await query('delete from auditor.entries where log = $1 and index >= $2', log, size);
  await query('update auditor.logs set size = $2 where name = $1', log, size);
}

describe('verify-log', () => {
  it('finds nothing where nothing was changed', async () => {
    expect(await verify((await logs.notes(log))[1])).toEqual({ log, entries: 302, erased: 0, dropped: 0, signed: 302, topic: [0, 302], findings: [] });
  });

  it('finds nothing wrong with a range that was published twice, or with what is not yet published or signed', async () => {
    await query('update auditor.publications set next_index = 250 where log = $1', log);
    await publish();
    await ingest(310);
    expect(await verify()).toEqual({ log, entries: 310, erased: 0, dropped: 0, signed: 302, topic: [0, 302], findings: [] });
  });

  it('counts what was erased, also before it was published, and what was dropped with its month', async () => {
    const customer = mintId();
    const theirs = (count: number) => [...Array(count).keys()].map(() => revoked({ customer_id: customer }));
    const erase = () => new EraseCustomerRecords(logs.dataSource).execute(customer, { now: () => logs.now, anyway: true });
    await logs.ingest(batchOf(theirs(3), { partition, from: 302n }));
    await publish();
    await erase();
    await logs.ingest(batchOf([...theirs(2), revoked()], { partition, from: 305n }));
    await erase();
    await publish();
    expect(await verify()).toEqual({ log, entries: 310, erased: 5, dropped: 0, signed: 302, topic: [0, 310], findings: [] });
    await new CreateMonths(logs.dataSource).execute(logs.now);
    await new DropOldRecords(logs.dataSource, 1).execute(new Date('2026-05-01'));
    expect(await verify()).toEqual({ log, entries: 310, erased: 0, dropped: 310, signed: 302, topic: [0, 310], findings: [] });
  });

  it('takes no record for dropped that is of a month that was not', async () => {
    await new CreateMonths(logs.dataSource).execute(logs.now);
    logs.now = new Date('2026-04-10T12:00:00.000Z');
    await ingest(306);
    await publish();
    await new DropOldRecords(logs.dataSource, 1).execute(new Date('2026-05-01'));
    expect(await verify()).toMatchObject({ entries: 306, dropped: 302, erased: 0, findings: [] });
    await query('delete from auditor.records where log = $1 and index = 304', log);
    expect(await verify()).toMatchObject({ entries: 306, dropped: 302, erased: 0, findings: [{ where: 'database', difference: 'record_missing', index: 304 }] });
  });

  it.each<[string, () => Promise<unknown>, Finding[]]>([
    [
      'a record that was taken away where a record tells of its erasure that is no entry',
      async () => {
        await query('delete from auditor.records where log = $1 and index = 7', log);
        const told = JSON.stringify({ action: 'records.erased', details: { log, entries: [[7, 7]] } });
        await query(`insert into auditor.records (log, index, ingested_at, salt, record, action) values ($1, 302, now(), decode(repeat('00', 16), 'hex'), convert_to($2, 'UTF8'), 'records.erased')`, log, told);
      },
      [{ where: 'database', difference: 'record_missing', index: 7 }],
    ],
    ['a record that was taken away', () => query('delete from auditor.records where log = $1 and index = 7', log), [{ where: 'database', difference: 'record_missing', index: 7 }]],
    ['when a record is dropped', () => query(`update auditor.records set ingested_at = '2020-01-01Z' where log = $1 and index = 7`, log), [{ where: 'database', difference: 'columns_differ', index: 7 }]],
    [
      'a record that was put beside another',
      () => query(`insert into auditor.records select log, index, '2020-01-01Z', salt, record, event_source, event_id, duplicate_of, customer_id, action, target_id from auditor.records where log = $1 and index = 7`, log),
      [{ where: 'database', difference: 'columns_differ', index: 7 }],
    ],
    ['one byte of a record', () => query(`update auditor.records set record = set_byte(record, 20, 33) where log = $1 and index = 41`, log), [{ where: 'database', difference: 'record_differs', index: 41 }]],
    ['a salt', () => query(`update auditor.records set salt = set_byte(salt, 0, get_byte(salt, 0) # 1) where log = $1 and index = 41`, log), [{ where: 'database', difference: 'record_differs', index: 41 }]],
    ['whose a record is', () => query(`update auditor.records set customer_id = 'another' where log = $1 and index = 41`, log), [{ where: 'database', difference: 'columns_differ', index: 41 }]],
    ['a commitment', () => query(`update auditor.entries set commitment = sha256(commitment) where log = $1 and index = 41`, log), [{ where: 'database', difference: 'entry_differs', index: 41 }]],
    ['a hash that tiles are served from', () => query(`update auditor.nodes set hash = sha256(hash) where log = $1`, log), [{ where: 'database', difference: 'tree_differs', index: null }]],
    [
      'a record with all that is computed from it',
      () => rewrite(120, { reason: 'another' }),
      [{ where: 'checkpoint', difference: 'root_differs', index: 100, to: 300 }, { where: 'topic', difference: 'differs_from_database', index: 120 }],
    ],
    [
      'two rows that changed places',
      () => swap(50, 60),
      [
        { where: 'checkpoint', difference: 'root_differs', index: 0, to: 100 },
        { where: 'database', difference: 'misplaced', index: 50 },
        { where: 'topic', difference: 'differs_from_database', index: 50 },
        { where: 'database', difference: 'tree_differs', index: null },
      ],
    ],
    [
      'a row that was removed',
      async () => {
        await query('delete from auditor.records where log = $1 and index = 200', log);
        await query('delete from auditor.entries where log = $1 and index = 200', log);
      },
      [
        { where: 'checkpoint', difference: 'root_differs', index: 100, to: 300 },
        { where: 'database', difference: 'missing', index: 200 },
        { where: 'database', difference: 'tree_differs', index: null },
      ],
    ],
    ['an end that was cut off', () => cutTo(301), [{ where: 'database', difference: 'missing', index: 301 }]],
    [
      'an entry that is one too many',
      () => query(`insert into auditor.entries select log, 302, commitment, leaf_hash from auditor.entries where log = $1 and index = 0`, log),
      [{ where: 'database', difference: 'extra', index: 302 }, { where: 'database', difference: 'record_missing', index: 302 }],
    ],
    [
      'a checkpoint that was forged',
      () => query(`update auditor.checkpoints set note = $2 where log = $1 and size = 302`, log, keyForTest().sign(log, { size: 302, root: Buffer.alloc(32) })),
      [{ where: 'checkpoint', difference: 'not_signed', index: 302 }],
    ],
    [
      'an earlier checkpoint that was forged',
      () => query(`update auditor.checkpoints set note = $2 where log = $1 and size = 100`, log, keyForTest().sign(log, { size: 100, root: Buffer.alloc(32) })),
      [{ where: 'checkpoint', difference: 'not_signed', index: 100 }],
    ],
  ])('names %s', async (_, change, findings) => {
    await change();
    const all = await found();
    expect(all).toHaveLength(findings.length);
    expect(all).toEqual(expect.arrayContaining(findings));
  });

  it('names where a log parts from a checkpoint that was kept elsewhere, also where every checkpoint here is of the new history', async () => {
    const [, kept = ''] = await logs.notes(log);
    await query('delete from auditor.checkpoints');
    await rewrite(120, { reason: 'another' });
    await logs.sign(log);
    expect(await found()).toEqual([{ where: 'topic', difference: 'differs_from_database', index: 120 }]);
    expect(await found(kept)).toEqual([{ where: 'checkpoint', difference: 'root_differs', index: 0, to: 300 }, { where: 'topic', difference: 'differs_from_database', index: 120 }]);
  });

  it('names what was cut off before a kept checkpoint, where nothing else says how long the log was', async () => {
    const [, , kept = ''] = await logs.notes(log);
    await query('delete from auditor.checkpoints where size > 100');
    await cutTo(150);
    expect(await found(kept)).toContainEqual({ where: 'database', difference: 'missing', index: 150 });
  });

  it('believes no kept checkpoint that is not signed, is of another log, or is none', async () => {
    const forged = keyForTest().sign(log, { size: 400, root: Buffer.alloc(32) });
    expect(await found(forged)).toEqual([{ where: 'checkpoint', difference: 'not_signed', index: 400 }]);
    expect(await found(logs.keys.sign('token-events/99', { size: 302, root: Buffer.alloc(32) }))).toEqual([{ where: 'checkpoint', difference: 'of_another_log', index: 302 }]);
    expect(await found('junk')).toEqual([{ where: 'checkpoint', difference: 'not_signed', index: null }]);
    const others = new LogKeys(keyForTest().signer, [], 'latchkey.test/logs');
    expect((await verify(undefined, others)).findings).toEqual([{ where: 'checkpoint', difference: 'not_signed', index: 302 }]);
  });

  it('names a record on the topic that was changed, and one that never came there', async () => {
    const row = async (index: number, change: object): Promise<void> => {
      const { record, salt, leafHash } = (await logs.stored(log))[index] ?? {};
      const value = JSON.stringify({ ...record, leaf_hash: leafHash?.toString('hex'), salt: salt?.toString('hex'), ...change });
      await topics.producer.send([{ topic: 'audit', key: log, partition: 0, headers: {}, value }]);
    };
    await row(41, { reason: 'another' });
    expect(await found()).toEqual([{ where: 'topic', difference: 'record_differs', index: 41 }]);
    await ingest(305);
    await row(304, {});
    expect(await found()).toEqual(expect.arrayContaining([{ where: 'topic', difference: 'missing', index: 302 }]));
    await query('update auditor.publications set next_index = 305 where log = $1', log);
    expect(await found()).toEqual(expect.arrayContaining([{ where: 'topic', difference: 'missing', index: 302 }]));
  });

  it('verifies no log that is not there', async () => {
    log = 'token-events/999';
    await expect(verify()).rejects.toThrow('there is no log token-events/999');
  });
});
