import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, kafkaBrokers } from '@latchkey/testing';
import { anEvent, junk } from '../test/records.js';
import { Cluster } from '../test/service.js';
import { TopicScan } from './topic-scan.js';
import { deleteTopics } from './topics-admin.js';
import { TransactionalProducer } from './transactional-producer.js';

describe('TopicScan', () => {
  let cluster: Cluster;
  let open: { close(): Promise<void> }[];
  beforeEach(async () => {
    open = [];
    cluster = await new Cluster(kafkaBrokers()).open(2);
  });
  afterEach(async () => {
    await Promise.all(open.map((each) => each.close()));
    await deleteTopics(cluster.client);
    await cluster.close();
  });

  async function scanning(uncommitted = false): Promise<{ scan: TopicScan<'token-events'>; ids: string[] }> {
    const ids: string[] = [];
    const scan = await TopicScan.open({
      client: cluster.client,
      topic: 'token-events',
      take: ({ records }) => ids.push(...records.map(({ raw }) => String(raw.headers['ce_id']))),
      uncommitted,
    });
    open.push(scan);
    return { scan, ids };
  }

  it('has taken everything by the end, and goes on from there when asked again', async () => {
    const { scan, ids } = await scanning();
    await scan.toEnd();
    expect(ids).toEqual([]);
    await cluster.producer.send([anEvent('a'), junk('unreadable'), anEvent('b', 1)]);
    await scan.toEnd();
    expect(ids.sort()).toEqual(['a', 'b', 'junk']);
    await cluster.producer.send([anEvent('c', 1), anEvent('d', 1)]);
    await scan.toEnd();
    expect(ids.slice(3)).toEqual(['c', 'd']);
  });

  it('reaches an end at which no record stands, and takes what was aborted only if it is to', async () => {
    await leaveAborted('aborted');
    // A transaction ends in its partitions a moment after its producer has heard of it.
    await eventually(async () => expect((await cluster.client.watermarks('token-events'))[0]?.high).toBe(4n));
    const [committed, all] = [await scanning(), await scanning(true)];
    await Promise.all([committed.scan.toEnd(), all.scan.toEnd()]);
    expect(committed.ids).toEqual(['kept']);
    expect(all.ids).toEqual(['kept', 'aborted']);
  });

  it('throws where there is nothing to be read', async () => {
    await deleteTopics(cluster.client);
    await expect(scanning().then(({ scan }) => scan.toEnd())).rejects.toThrow();
  });

  /** One transaction that commits, and one that does not. */
  async function leaveAborted(id: string): Promise<void> {
    const committing = new TransactionalProducer(cluster.client, cluster.client.prefixed('scan.kept'));
    open.push(committing);
    await committing.open();
    await committing.send([anEvent('kept')]);
    const raw = cluster.client.producer({ transactionalId: cluster.client.prefixed('scan.aborted'), maxInFlightRequests: 1 });
    await raw.connect();
    const transaction = await raw.transaction();
    const { key, value, headers } = anEvent(id);
    await transaction.send({ topic: cluster.client.prefixed('token-events'), messages: [{ key, value, headers: { ...headers }, partition: 0 }] });
    await transaction.abort();
    await raw.disconnect();
  }
});
