import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { eventually, kafkaBrokers } from '@latchkey/testing';
import { Controller } from '@nestjs/common';
import { anEvent } from '../test/records.js';
import { Cluster } from '../test/service.js';
import { lookAtGroups } from './look-at-groups.js';
import { OnGroupBatch } from './subscription.js';

@Controller()
class Reader {
  @OnGroupBatch({ group: 'reader', topics: ['token-events'] })
  async read(): Promise<void> {
    return undefined;
  }
}

let cluster: Cluster;
beforeEach(async () => {
  cluster = await new Cluster(kafkaBrokers()).open();
});
afterEach(() => cluster.close());

it('tells how far a group has come, whether somebody reads for it, and that there is none', async () => {
  const topic = cluster.client.prefixed('token-events');
  const look = () => lookAtGroups(cluster.client, ['reader', 'nobody']);
  const service = await cluster.serve([Reader]);
  await cluster.producer.send([anEvent('a'), anEvent('b')]);
  await eventually(async () =>
    expect(await look()).toEqual([
      { group: 'reader', state: 'Stable', read: [{ topic, partition: 0, next: 2n, low: 0n, high: 2n }] },
      { group: 'nobody', state: 'Dead', read: [] },
    ]),
  );
  await service.stop();
  await cluster.producer.send([anEvent('c')]);
  const [behind] = await look();
  expect(behind).toEqual({ group: 'reader', state: 'Empty', read: [{ topic, partition: 0, next: 2n, low: 0n, high: 3n }] });
});
