import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { keyForTest, TestLogs } from '../../test/logs.js';
import { batchOf, revoked } from '../../test/records.js';
import { TestTopics } from '../../test/topics.js';
import { LogKeys } from '../checkpoints/log-keys.js';
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
  const publishing = new PublishAudit(logs.dataSource, topics.producer);
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
  await query('alter table auditor.records drop constraint records_log_index_fkey');
  for (const table of ['auditor.records', 'auditor.entries']) {
    for (const [from, to] of [[one, 1000], [other, one], [1000, other]]) await query(`update ${table} set index = $3 where log = $1 and index = $2`, log, from, to);
  }
  await query('alter table auditor.records add foreign key (log, index) references auditor.entries');
}
async function cutTo(size: number): Promise<void> {
  await query('delete from auditor.records where log = $1 and index >= $2', log, size);
  await query('delete from auditor.entries where log = $1 and index >= $2', log, size);
  await query('update auditor.logs set size = $2 where name = $1', log, size);
}

describe('verify-log', () => {
  it('finds nothing where nothing was changed', async () => {
    expect(await verify((await logs.notes(log))[1])).toEqual({ log, entries: 302, erased: 0, signed: 302, topic: [0, 302], findings: [] });
  });

  it('finds nothing wrong with a range that was published twice, with what is not yet published or signed, or with what was erased', async () => {
    await query('update auditor.publications set next_index = 250 where log = $1', log);
    await publish();
    await ingest(310);
    await query('delete from auditor.records where log = $1 and index = 7', log);
    expect(await verify()).toEqual({ log, entries: 310, erased: 1, signed: 302, topic: [0, 302], findings: [] });
  });

  it.each<[string, () => Promise<unknown>, Finding[]]>([
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
      [{ where: 'database', difference: 'extra', index: 302 }],
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
