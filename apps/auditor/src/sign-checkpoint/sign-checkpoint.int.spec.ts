import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { keyForTest, TestLogs } from '../../test/logs.js';
import { batchOf, revoked } from '../../test/records.js';
import { LogKeys } from '../checkpoints/log-keys.js';
import { StoredHashes } from '../logs/stored-hashes.js';
import { provesConsistency } from '../tree/check-proofs.js';
import { consistencyProof } from '../tree/proofs.js';
import { rootOf } from '../tree/root.js';
import type { RefusalCode } from './checkpoint-refused.error.js';
import { SignCheckpoint } from './sign-checkpoint.js';

const log = 'token-events/0';
let logs: TestLogs;
beforeAll(async () => {
  logs = await TestLogs.open();
});
afterAll(() => logs.close());
beforeEach(() => logs.clear());

async function ingest(count: number): Promise<void> {
  const { next_offset: from = 0 } = (await logs.row()) ?? {};
  await logs.ingest(batchOf([...Array(count).keys()].map(() => revoked()), { from: BigInt(String(from)) }));
}
const query = (sql: string, parameters: unknown[] = []): Promise<unknown> => logs.dataSource.query(sql, parameters);

describe('a checkpoint', () => {
  it('signs the tree of all entries, under the origin of its log', async () => {
    await ingest(300);
    expect(await logs.sign()).toBe(true);
    const [note = ''] = await logs.notes();
    const root = await rootOf(300, new StoredHashes(logs.dataSource, log, 300).read);
    expect(logs.keys.open(note)).toEqual({ origin: 'latchkey.test/logs/token-events/0', size: 300, root });
  });

  it('is made once for each size that is met', async () => {
    expect(await logs.sign()).toBe(false);
    await ingest(3);
    expect([await logs.sign(), await logs.sign()]).toEqual([true, false]);
    await ingest(1);
    expect(await logs.sign()).toBe(true);
    expect((await logs.notes()).map((note) => logs.keys.open(note)?.size)).toEqual([3, 4]);
  });

  it('extends the one before', async () => {
    for (const count of [1, 254, 1, 700, 3]) {
      await ingest(count);
      await logs.sign();
    }
    const heads = (await logs.notes()).map((note) => logs.keys.open(note));
    const hashes = new StoredHashes(logs.dataSource, log, 959);
    for (const [place, older] of heads.slice(0, -1).entries()) {
      const newer = heads[place + 1];
      if (!older || !newer) throw new Error('a checkpoint does not open');
      expect(provesConsistency(older, newer, await consistencyProof(older.size, newer.size, hashes.read))).toBe(true);
    }
  });

  it('is made by one instance where several try at once, also while the log grows', async () => {
    await ingest(1);
    let growing = true;
    const signing = Array.from({ length: 3 }, async () => {
      while (growing) await logs.sign();
    });
    for (let batch = 0; batch < 20; batch++) await ingest(40);
    growing = false;
    await Promise.all(signing);
    await logs.sign();
    const sizes = (await logs.notes()).map((note) => logs.keys.open(note)?.size ?? 0);
    expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
    expect(sizes.at(-1)).toBe(801);
  });

  it('goes on under a new key where the former one stays listed', async () => {
    await ingest(2);
    await logs.sign();
    await ingest(2);
    const { signer } = keyForTest();
    await expect(logs.sign(log, new LogKeys(signer, [], 'latchkey.test/logs'))).rejects.toMatchObject({ code: 'last_not_ours' });
    const both = new LogKeys(signer, logs.keys.verifiers, 'latchkey.test/logs');
    expect(await logs.sign(log, both)).toBe(true);
    expect((await logs.notes()).map((note) => both.open(note)?.size)).toEqual([2, 4]);
  });

  it('is told of where it is due', async () => {
    await ingest(2);
    const survey = () => new SignCheckpoint(logs.dataSource, logs.keys).survey();
    expect(await survey()).toEqual([{ log, unsigned: 2 }]);
    await logs.sign();
    expect(await survey()).toEqual([{ log, unsigned: 0 }]);
    await query('update auditor.logs set size = 1');
    expect(await survey()).toEqual([{ log, unsigned: -1 }]);
  });
});

describe('a fork is not signed', () => {
  const forks: [string, RefusalCode, () => Promise<unknown>][] = [
    ['an entry was changed', 'not_extending', () => query('update auditor.entries set leaf_hash = sha256(leaf_hash) where index = 290')],
    ['two entries changed places', 'not_extending', () => swapped(280, 281)],
    ['a hash of a full tile was changed', 'not_extending', () => query('update auditor.nodes set hash = sha256(hash)')],
    ['the end was cut off', 'log_shrunk', () => cutTo(299)],
    ['the end was cut off, and other entries came', 'not_extending', () => cutTo(299).then(() => ingest(5))],
    ['an entry is missing', 'tree_broken', async () => {
      await query('delete from auditor.records where index = 290');
      await query('delete from auditor.entries where index = 290');
      await ingest(1);
    }],
    ['a hash of a full tile is missing, and those after it are there', 'tree_broken', async () => {
      await ingest(300);
      await query('delete from auditor.nodes where index = 0');
    }],
    ['entries of a full tile were cut off', 'tree_broken', () => cutTo(200)],
    ['the last checkpoint says another size', 'last_not_ours', () => query(`update auditor.checkpoints set note = replace(note, E'\\n300\\n', E'\\n299\\n')`)],
    ['the last checkpoint is of another log', 'last_not_ours', () => query('update auditor.checkpoints set note = $1', [logs.keys.sign('token-events/1', { size: 300, root: Buffer.alloc(32) })])],
    ['the last checkpoint is of another key', 'last_not_ours', () => query('update auditor.checkpoints set note = $1', [keyForTest().sign(log, { size: 300, root: Buffer.alloc(32) })])],
  ];

  async function cutTo(size: number): Promise<void> {
    await query('delete from auditor.records where index >= $1', [size]);
    await query('delete from auditor.entries where index >= $1', [size]);
    await query('update auditor.logs set size = $1', [size]);
  }
  async function swapped(one: number, other: number): Promise<void> {
    await query('update auditor.entries set leaf_hash = (select leaf_hash from auditor.entries as e where e.index = $1 + $2 - entries.index) where index in ($1, $2)', [one, other]);
  }

  it.each(forks)('where %s: %s', async (_, code, fork) => {
    await ingest(300);
    await logs.sign();
    await fork();
    if (code !== 'log_shrunk' && code !== 'tree_broken') await ingest(1);
    await expect(logs.sign()).rejects.toMatchObject({ name: 'CheckpointRefusedError', code });
    expect(await logs.notes()).toHaveLength(1);
  });
});
