import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { eventually, kafkaBrokers } from '@latchkey/testing';
import { Controller } from '@nestjs/common';
import { anEvent } from '../test/records.js';
import { Cluster } from '../test/service.js';
import type { Batch } from './batch.js';
import { rewindGroup } from './rewind-group.js';
import { OnGroupBatch } from './subscription.js';

let read: string[] = [];

@Controller()
class Reader {
  @OnGroupBatch({ group: 'reader', topics: ['token-events'] })
  async read({ records }: Batch<'token-events'>): Promise<void> {
    read.push(...records.map(({ raw }) => raw.headers['ce_id'] ?? ''));
  }
}

let cluster: Cluster;
beforeEach(async () => {
  cluster = await new Cluster(kafkaBrokers()).open();
});
afterEach(() => cluster.close());

it('has a group read all again, or what came since a moment, in each partition', async () => {
  await cluster.producer.send([anEvent('a'), anEvent('b', 1)]);
  expect(await readNow(2)).toEqual(['a', 'b']);
  const since = new Date(Date.now() + 1);
  await eventually(() => expect(Date.now()).toBeGreaterThan(since.getTime()));
  await cluster.producer.send([anEvent('c'), anEvent('d', 1)]);
  expect(await readNow(2)).toEqual(['c', 'd']);

  await rewindGroup(cluster.client, { group: 'reader', topic: 'token-events' });
  expect(await readNow(4)).toEqual(['a', 'b', 'c', 'd']);

  await rewindGroup(cluster.client, { group: 'reader', topic: 'token-events', since });
  expect(await readNow(2)).toEqual(['c', 'd']);
});

it('leaves a group alone for which somebody reads', async () => {
  await cluster.producer.send([anEvent('a')]);
  read = [];
  await cluster.serve([Reader]);
  await eventually(() => expect(read).toEqual(['a']), { timeoutMs: 20_000 });
  await expect(rewindGroup(cluster.client, { group: 'reader', topic: 'token-events' })).rejects.toThrow('no running instances');
});

/** What a reader comes to read, once it is so many. */
async function readNow(count: number): Promise<string[]> {
  read = [];
  const service = await cluster.serve([Reader]);
  await eventually(() => expect(read.length).toBeGreaterThanOrEqual(count), { timeoutMs: 20_000 });
  await service.stop();
  return [...read].sort();
}
