import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, kafkaBrokers } from '@latchkey/testing';
import { Controller } from '@nestjs/common';
import kafkajs, { type PartitionAssigner } from 'kafkajs';
import { anEvent } from '../test/records.js';
import { Cluster } from '../test/service.js';
import type { Batch } from './batch.js';
import { OnGroupBatch } from './subscription.js';
import { ConsumerCrashedError } from './kafka.errors.js';

let received = 0;

@Controller()
class Reader {
  @OnGroupBatch({ group: 'reader', topics: ['token-events'] })
  async read({ records }: Batch<'token-events'>): Promise<void> {
    received += records.length;
  }
}

/** A way of sharing partitions that nobody else in the group knows. */
const foreignAssigner: PartitionAssigner = () => ({
  name: 'foreign',
  version: 1,
  assign: async () => [],
  protocol: ({ topics }) => ({ name: 'foreign', metadata: kafkajs.AssignerProtocol.MemberMetadata.encode({ version: 1, topics, userData: Buffer.alloc(0) }) }),
});

describe('a consumer', () => {
  let cluster: Cluster;
  let port: Server | undefined;
  beforeEach(() => {
    received = 0;
  });
  afterEach(async () => {
    await cluster.close();
    port?.close();
  });

  it('waits for a topic that is not made yet', async () => {
    cluster = new Cluster(kafkaBrokers());
    await cluster.serve([Reader]);
    await cluster.open();
    await cluster.producer.send([anEvent('a')]);
    await eventually(() => expect(received).toBe(1), { timeoutMs: 30_000 });
  });

  it('lets the service start and stop while no broker answers', async () => {
    port = createServer((socket) => socket.destroy()).listen(0);
    const { port: number } = port.address() as { port: number };
    cluster = new Cluster([`127.0.0.1:${number}`]);
    const service = await cluster.serve([Reader]);
    await service.stop();
  });

  it('reports what trying again does not mend, once', async () => {
    cluster = await new Cluster(kafkaBrokers()).open();
    const stranger = cluster.client.consumer({ groupId: cluster.client.prefixed('reader'), partitionAssigners: [foreignAssigner] });
    await stranger.connect();
    await stranger.subscribe({ topics: [cluster.client.prefixed('token-events')] });
    await stranger.run({ eachMessage: async () => undefined });
    const crashes: ConsumerCrashedError[] = [];
    await cluster.serve([Reader], { crash: (error) => crashes.push(error) });
    await eventually(() => expect(crashes).toHaveLength(1), { timeoutMs: 30_000 });
    expect(crashes[0]).toBeInstanceOf(ConsumerCrashedError);
    expect(crashes[0]?.message).toContain('reader');
    await stranger.disconnect();
  });
});
