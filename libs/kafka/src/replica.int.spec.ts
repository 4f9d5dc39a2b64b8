import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, kafkaBrokers } from '@latchkey/testing';
import { Controller } from '@nestjs/common';
import { aHeartbeat } from '../test/records.js';
import { Cluster } from '../test/service.js';
import type { OwnReplicaSignal, ReplicaAnswer, ReplicaSignal } from './replica-signal.js';
import { OnReplica } from './subscription.js';
import { applyTopics, deleteTopics } from './topics-admin.js';
import { TransactionalProducer } from './transactional-producer.js';

type Signal = ReplicaSignal<'token-state'>;

const signals: Signal[] = [];
let answer: (signal: Signal) => ReplicaAnswer = () => 'continue';

@Controller()
class Mirror {
  @OnReplica({ topic: 'token-state' })
  apply(signal: Signal): ReplicaAnswer {
    const given = answer(signal);
    signals.push(signal);
    return given;
  }
}

const sizes: (number | undefined)[] = [];

@Controller()
class SizeMirror {
  @OnReplica({ topic: 'token-state', read: ({ value }) => value?.length })
  apply(signal: OwnReplicaSignal<'token-state', number | undefined>): ReplicaAnswer {
    if (signal.kind === 'batch') sizes.push(...signal.batch.records);
    return 'continue';
  }
}

const kinds = (): string[] => signals.map(({ kind }) => kind);
const offsets = (partition: number): bigint[] =>
  signals.flatMap((signal) => (signal.kind === 'batch' && signal.batch.partition === partition ? signal.batch.records.map(({ offset }) => offset) : []));
const caughtUp = (times = 1): Promise<void> =>
  eventually(() => expect(kinds().filter((kind) => kind === 'caught_up')).toHaveLength(times));

describe('a replica', () => {
  let cluster: Cluster;
  beforeEach(async () => {
    signals.length = 0;
    answer = () => 'continue';
    cluster = await new Cluster(kafkaBrokers()).open();
  });
  afterEach(() => cluster.close());

  it('has caught up at once on an empty topic', async () => {
    await cluster.serve([Mirror]);
    await caughtUp();
    const [clusterId, partitions] = await Promise.all([cluster.client.clusterId(), cluster.client.watermarks('token-state')]);
    expect(signals).toEqual([
      { kind: 'beginning', clusterId, topic: cluster.client.prefixed('token-state'), partitions },
      { kind: 'caught_up', partitions: 2 },
    ]);
  });

  it('has caught up once all that was there has been handled, and goes on', async () => {
    await cluster.producer.send([aHeartbeat(0), aHeartbeat(0), aHeartbeat(1)]);
    await cluster.serve([Mirror]);
    await caughtUp();
    expect(kinds().at(-1)).toBe('caught_up');
    expect(offsets(0)).toEqual([0n, 1n]);
    expect(offsets(1)).toEqual([0n]);
    await cluster.producer.send([aHeartbeat(1)]);
    await eventually(() => expect(offsets(1)).toEqual([0n, 1n]));
  });

  it('gets what its own way of reading makes of each record', async () => {
    const record = aHeartbeat(0);
    await cluster.producer.send([record, { ...record, value: null }]);
    await cluster.serve([SizeMirror]);
    await eventually(() => expect(sizes).toEqual([record.value?.length, undefined]));
  });

  it('is not held up by a tail of markers and of an aborted transaction, whose records it sees', async () => {
    const producer = new TransactionalProducer(cluster.client, cluster.client.prefixed('relay'));
    await producer.open();
    await producer.send([aHeartbeat(0)]);
    await abortedHeartbeat(cluster, 1);
    await cluster.serve([Mirror]);
    await caughtUp();
    expect([offsets(0), offsets(1)]).toEqual([[0n], [0n]]);
    await producer.close();
  });

  it('has not caught up before it has seen what a transaction under way has written', async () => {
    const { client } = cluster;
    const producer = client.producer({ transactionalId: client.prefixed('open'), maxInFlightRequests: 1 });
    await producer.connect();
    const transaction = await producer.transaction();
    const { value, key, headers } = aHeartbeat(0);
    await transaction.send({ topic: client.prefixed('token-state'), messages: [{ key, value, headers: { ...headers }, partition: 0 }] });
    expect((await client.watermarks('token-state'))[0]?.high).toBe(0n);
    await cluster.serve([Mirror]);
    await caughtUp();
    expect(kinds()).toEqual(['beginning', 'batch', 'caught_up']);
    await transaction.abort();
    await producer.disconnect();
  });

  it('reads all of it in each instance, and again in the next', async () => {
    await cluster.producer.send([aHeartbeat(0)]);
    const first = await cluster.serve([Mirror]);
    await cluster.serve([Mirror]);
    await caughtUp(2);
    await first.stop();
    await cluster.serve([Mirror]);
    await caughtUp(3);
    expect(offsets(0)).toEqual([0n, 0n, 0n]);
  });

  it('reads from the start when its handler asks for it', async () => {
    await cluster.producer.send([aHeartbeat(0), aHeartbeat(1)]);
    await cluster.serve([Mirror]);
    await caughtUp();
    answer = (signal) => {
      answer = () => 'continue';
      return signal.kind === 'batch' ? 'from_start' : 'continue';
    };
    await cluster.producer.send([aHeartbeat(0)]);
    await caughtUp(2);
    expect(offsets(0)).toEqual([0n, 1n, 0n, 1n]);
    expect(offsets(1)).toEqual([0n, 0n]);
  });

  it('reads on from where its handler has kept what stood before, and from the start where it asks for that after all', async () => {
    await cluster.producer.send([aHeartbeat(0), aHeartbeat(0), aHeartbeat(0), aHeartbeat(1)]);
    answer = ({ kind }) => (kind === 'beginning' ? { from: new Map([[0, 1n]]) } : 'continue');
    await cluster.serve([Mirror]);
    await caughtUp();
    expect([offsets(0), offsets(1)]).toEqual([[1n, 2n], [0n]]);
    signals.length = 0;
    answer = () => 'from_start';
    await cluster.producer.send([aHeartbeat(0)]);
    await eventually(() => expect(kinds()).toContain('beginning'));
    answer = () => 'continue';
    await caughtUp();
    expect(offsets(0).slice(-4)).toEqual([0n, 1n, 2n, 3n]);
  });

  it('reads from the start when its handler asks for it once caught up, though nothing more comes', async () => {
    await cluster.producer.send([aHeartbeat(0)]);
    answer = ({ kind }) => {
      if (kind === 'beginning') return { from: new Map([[0, 1n]]) };
      answer = () => 'continue';
      return 'from_start';
    };
    await cluster.serve([Mirror]);
    await caughtUp(2);
    expect(kinds()).toEqual(['beginning', 'caught_up', 'beginning', 'batch', 'caught_up']);
    expect(offsets(0)).toEqual([0n]);
  });

  it('begins once its handler has taken that it does', async () => {
    let failed = false;
    answer = ({ kind }) => {
      if (failed) return 'continue';
      failed = kind === 'beginning';
      throw new Error('not now');
    };
    await cluster.serve([Mirror]);
    await caughtUp();
    expect(kinds()).toEqual(['beginning', 'caught_up']);
  });

  it('goes on from its position after a rebalance, though kafkajs forgets it and nothing is committed', async () => {
    await cluster.producer.send([aHeartbeat(0), aHeartbeat(1)]);
    await cluster.serve([Mirror]);
    await caughtUp();
    await disturbGroup(cluster);
    await cluster.producer.send([aHeartbeat(0), aHeartbeat(1)]);
    const ends = (await cluster.client.watermarks('token-state')).map(({ high }) => high);
    const each = (end = 0n): bigint[] => Array.from({ length: Number(end) }, (_, offset) => BigInt(offset));
    await eventually(() => expect([offsets(0), offsets(1)]).toEqual([each(ends[0]), each(ends[1])]), { timeoutMs: 30_000 });
    expect(kinds()).not.toContain('out_of_range');
  });

  it('gets a batch again when its handler failed', async () => {
    let failed = false;
    answer = ({ kind }) => {
      if (kind !== 'batch' || failed) return 'continue';
      failed = true;
      throw new Error('not now');
    };
    await cluster.producer.send([aHeartbeat(0)]);
    await cluster.serve([Mirror]);
    await caughtUp();
    expect(failed).toBe(true);
    expect(offsets(0)).toEqual([0n]);
  });

  it('is told when the topic was made anew, and reads that from the start', async () => {
    await cluster.producer.send([aHeartbeat(0), aHeartbeat(0), aHeartbeat(1)]);
    await cluster.serve([Mirror]);
    await caughtUp();
    await deleteTopics(cluster.client);
    await eventually(() => applyTopics(cluster.client, { partitions: 2 }), { timeoutMs: 20_000, intervalMs: 200 });
    await eventually(() => cluster.producer.send([aHeartbeat(0)]), { timeoutMs: 20_000, intervalMs: 200 });
    await caughtUpAgain();
    expect(kinds()).toContain('out_of_range');
    expect(offsets(0).at(-1)).toBe(0n);
  });

  async function caughtUpAgain(): Promise<void> {
    await eventually(() => expect(kinds().filter((kind) => kind === 'caught_up')).toHaveLength(2), { timeoutMs: 40_000 });
  }
});

async function abortedHeartbeat({ client }: Cluster, partition: number): Promise<void> {
  const producer = client.producer({ transactionalId: client.prefixed('aborting'), maxInFlightRequests: 1 });
  await producer.connect();
  const transaction = await producer.transaction();
  const { value, key, headers } = aHeartbeat(partition);
  await transaction.send({ topic: client.prefixed('token-state'), messages: [{ key, value, headers: { ...headers }, partition }] });
  await transaction.abort();
  await producer.disconnect();
}

/** Another member joins the replica's group and leaves it again. */
async function disturbGroup({ client }: Cluster): Promise<void> {
  const { groups } = await client.asAdmin((admin) => admin.listGroups());
  const groupId = groups.map((group) => group.groupId).find((id) => id.startsWith(client.prefixed('replica.'))) as string;
  const stranger = client.consumer({ groupId, maxWaitTimeInMs: 100 });
  await stranger.connect();
  await stranger.subscribe({ topics: [client.prefixed('token-state')] });
  const joined = new Promise((resolve) => stranger.on(stranger.events.GROUP_JOIN, resolve));
  await stranger.run({ eachBatch: async () => undefined });
  await joined;
  await stranger.disconnect();
}
