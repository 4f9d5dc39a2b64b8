import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { keyForTest, TestLogs } from '../../test/logs.js';
import { batchOf, idOf, revoked } from '../../test/records.js';
import { SignCheckpoint } from '../sign-checkpoint/sign-checkpoint.js';
import { StartEpoch } from './start-epoch.js';

let logs: TestLogs;
beforeAll(async () => {
  logs = await TestLogs.open();
});
afterAll(() => logs.close());
beforeEach(() => logs.clear());

const input = { topic: 'token-events', partition: 0 } as const;
const start = (keys = logs.keys): Promise<string> => new StartEpoch(logs.dataSource, logs.cluster, keys).execute(input);
const again = [revoked(), revoked()];

async function stop(cluster: string): Promise<void> {
  logs.kafka.clusterId = cluster;
  await expect(logs.ingest(batchOf([revoked()], { from: 9n }))).rejects.toMatchObject({ code: 'cluster_changed' });
}

it('a new epoch takes the new topic from its start, and leaves the log before it as it is', async () => {
  await logs.ingest(batchOf([revoked(), revoked(), revoked()]));
  await stop('cluster-2');
  expect(await start()).toBe('token-events/0@2');
  expect(await logs.ingest(batchOf([revoked()], { from: 9n }))).toBe(0n);
  expect(await logs.ingest(batchOf(again))).toBe(2n);
  expect(await logs.ids('token-events/0@2')).toEqual(again.map(idOf));
  expect(await logs.row('token-events/0@2')).toMatchObject({ cluster_id: 'cluster-2', next_offset: '2', ended: false });
  expect(await logs.row()).toMatchObject({ size: '3', stopped: 'cluster_changed', ended: true });
});

it('epochs count on', async () => {
  await logs.ingest(batchOf([revoked()]));
  await stop('cluster-2');
  await start();
  await stop('cluster-3');
  expect(await start()).toBe('token-events/0@3');
  await logs.ingest(batchOf(again));
  expect(await logs.ids('token-events/0@3')).toEqual(again.map(idOf));
});

it('a log that grows keeps its epoch, and none begins where no log is', async () => {
  await expect(start()).rejects.toThrow('token-events/0 has no log');
  await logs.ingest(batchOf([revoked()]));
  await expect(start()).rejects.toThrow('the log token-events/0 is neither stopped nor parts from its last checkpoint');
  await logs.sign();
  await logs.ingest(batchOf([revoked()], { from: 1n }));
  await expect(start()).rejects.toThrow('neither stopped nor parts');
  expect(await logs.row()).toMatchObject({ ended: false });
});

describe('a log that parts from what was signed of it', () => {
  beforeEach(async () => {
    await logs.ingest(batchOf([revoked(), revoked()]));
    await logs.sign();
    await logs.dataSource.query('update auditor.entries set leaf_hash = sha256(leaf_hash) where index = 0');
    await logs.ingest(batchOf([revoked()], { from: 2n }));
  });

  it('stays as it is, and a new one that can be signed goes on where it ends', async () => {
    expect(await start()).toBe('token-events/0@2');
    expect(await logs.row()).toMatchObject({ size: '3', stopped: 'forked', ended: true });
    expect(await logs.row('token-events/0@2')).toMatchObject({ next_offset: '3', size: '0', cluster_id: 'cluster-1', last_offset: '2', stopped: null });
    expect(await logs.ingest(batchOf(again, { from: 3n }))).toBe(5n);
    expect(await logs.ids('token-events/0@2')).toEqual(again.map(idOf));
    expect(await new SignCheckpoint(logs.dataSource, logs.keys).survey()).toEqual([{ log: 'token-events/0@2', unsigned: 2 }]);
    expect(await logs.sign('token-events/0@2')).toBe(true);
  });

  it('is not given up by who cannot know that it does', async () => {
    await expect(start(keyForTest())).rejects.toMatchObject({ code: 'last_not_ours' });
    expect(await logs.row()).toMatchObject({ stopped: null, ended: false });
  });
});

it('of two operators at once one starts it', async () => {
  await logs.ingest(batchOf([revoked()]));
  await stop('cluster-2');
  const outcomes = await Promise.allSettled([start(), start()]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await logs.row('token-events/0@3')).toBeUndefined();
});
