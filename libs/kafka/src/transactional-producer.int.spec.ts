import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, kafkaBrokers } from '@latchkey/testing';
import { aHeartbeat, anEvent } from '../test/records.js';
import { Cluster } from '../test/service.js';
import { FencedError } from './kafka.errors.js';
import { TransactionalProducer } from './transactional-producer.js';

describe('TransactionalProducer', () => {
  let cluster: Cluster;
  let opened: TransactionalProducer[];
  beforeEach(async () => {
    opened = [];
    cluster = await new Cluster(kafkaBrokers()).open();
  });
  afterEach(async () => {
    await Promise.all(opened.map((producer) => producer.close()));
    await cluster.close();
  });

  async function open(): Promise<TransactionalProducer> {
    const producer = new TransactionalProducer(cluster.client, cluster.client.prefixed('relay'));
    opened.push(producer);
    await producer.open();
    return producer;
  }

  it('says where each partition’s share came to stand', async () => {
    const producer = await open();
    await producer.send([anEvent('a'), anEvent('b'), anEvent('c', 1), aHeartbeat(1)]);
    const sent = await producer.send([anEvent('d'), anEvent('e')]);
    // Offset 2 is the marker of the first transaction.
    expect(sent).toEqual([{ topic: 'token-events', partition: 0, baseOffset: 3n }]);
  });

  it('sends one transaction right after another', async () => {
    const producer = await open();
    for (let turn = 0; turn < 20; turn++) await producer.send([anEvent(`e${turn}`)]);
    expect((await cluster.client.watermarks('token-events'))[0]?.high).toBe(40n);
  });

  it('is shut out as soon as another has opened its id, before that one has sent anything (invariant 3)', async () => {
    const first = await open();
    await first.send([anEvent('a')]);
    const second = await open();
    await expect(first.send([anEvent('late')])).rejects.toThrow(FencedError);
    await second.send([anEvent('b')]);
    await expect(first.send([anEvent('later')])).rejects.toThrow(FencedError);
    await eventually(async () => expect((await cluster.client.watermarks('token-events'))[0]?.high).toBe(4n));
  });

  it('is shut out amid a transaction: what it had sent is aborted', async () => {
    const raw = cluster.client.producer({ transactionalId: cluster.client.prefixed('relay'), maxInFlightRequests: 1 });
    await raw.connect();
    const transaction = await raw.transaction();
    const { key, value, headers } = anEvent('half');
    await transaction.send({ topic: cluster.client.prefixed('token-events'), messages: [{ key, value, headers: { ...headers }, partition: 0 }] });
    await open();
    await expect(transaction.commit()).rejects.toThrow();
    await raw.disconnect();
  });
});
