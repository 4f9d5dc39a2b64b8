import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, kafkaBrokers } from '@latchkey/testing';
import { Controller } from '@nestjs/common';
import { anEvent, junk } from '../test/records.js';
import { Cluster } from '../test/service.js';
import type { Batch } from './batch.js';
import { OnPositionedBatch } from './subscription.js';
import { TransactionalProducer } from './transactional-producer.js';

type Events = Batch<'token-events'>;

/** A log that keeps its own position, as a database would. */
const log = { next: 0n, ids: [] as string[], seen: [] as Events[] };

@Controller()
class Keeper {
  @OnPositionedBatch({ group: 'keeper', topics: ['token-events'] })
  async keep(batch: Events): Promise<bigint> {
    log.seen.push(batch);
    if (batch.fromOffset > log.next) return log.next;
    for (const { offset, decoded } of batch.records) {
      if (offset >= log.next) log.ids.push(decoded.kind === 'event' ? decoded.event.id : decoded.kind);
    }
    log.next = batch.nextOffset > log.next ? batch.nextOffset : log.next;
    return log.next;
  }
}

describe('a handler that keeps its own offsets', () => {
  let cluster: Cluster;
  beforeEach(async () => {
    Object.assign(log, { next: 0n, ids: [], seen: [] });
    cluster = await new Cluster(kafkaBrokers()).open(1);
  });
  afterEach(() => cluster.close());

  async function restart(): Promise<void> {
    const service = await cluster.serve([Keeper]);
    await eventually(() => expect(log.ids.length).toBeGreaterThan(0));
    await service.stop();
  }

  it('gets what cannot be read, too', async () => {
    await cluster.producer.send([anEvent('a'), junk('{'), anEvent('b')]);
    await cluster.serve([Keeper]);
    await eventually(() => expect(log.ids).toEqual(['a', 'unreadable', 'b']));
  });

  it('has read again what it has lost since, also where nothing new comes', async () => {
    await cluster.producer.send([anEvent('a'), anEvent('b'), anEvent('c')]);
    await restart();
    Object.assign(log, { next: 1n, ids: ['a'] });
    await cluster.serve([Keeper]);
    await eventually(() => expect(log.ids).toEqual(['a', 'b', 'c']));
  });

  it('is taken to where it already is', async () => {
    await cluster.producer.send([anEvent('a'), anEvent('b')]);
    Object.assign(log, { next: 2n });
    await cluster.serve([Keeper]);
    await cluster.producer.send([anEvent('c')]);
    await eventually(() => expect(log.ids).toEqual(['c']));
  });

  it('has its position committed, for lag metrics', async () => {
    await cluster.producer.send([anEvent('a'), anEvent('b')]);
    await cluster.serve([Keeper]);
    const { client } = cluster;
    await eventually(async () => {
      const offsets = await client.asAdmin((admin) => admin.fetchOffsets({ groupId: client.prefixed('keeper'), topics: [client.prefixed('token-events')] }));
      expect(offsets[0]?.partitions).toMatchObject([{ partition: 0, offset: '2' }]);
    });
  });

  it('gets only committed records, and passes over the markers between them', async () => {
    const producer = new TransactionalProducer(cluster.client, cluster.client.prefixed('keeper'));
    await producer.open();
    await producer.send([anEvent('a')]);
    await producer.send([anEvent('b'), anEvent('c')]);
    await cluster.serve([Keeper]);
    await eventually(() => expect(log.ids).toEqual(['a', 'b', 'c']));
    await producer.send([anEvent('d')]);
    await eventually(() => expect(log.ids).toEqual(['a', 'b', 'c', 'd']));
    await producer.close();
  });

  it('sees where records are gone: the batch asked for starts higher', async () => {
    await cluster.producer.send([anEvent('a'), anEvent('b'), anEvent('c')]);
    await dropRecords(cluster, '2');
    const service = await cluster.serve([Keeper]);
    await eventually(() => expect(log.seen.length).toBeGreaterThan(1));
    expect(log.seen[0]).toMatchObject({ fromOffset: 2n, nextOffset: 3n });
    expect((await cluster.client.watermarks('token-events'))[0]).toEqual({ partition: 0, low: 2n, high: 3n });
    log.next = 2n;
    await eventually(() => expect(log.ids).toEqual(['c']));
    await service.stop();
  });
});

async function dropRecords({ client }: Cluster, below: string): Promise<void> {
  const topic = client.prefixed('token-events');
  await client.asAdmin(async (admin) => {
    // kafkajs looks the leader up in what it has loaded, and loads nothing for this call.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: below }] });
  });
}
