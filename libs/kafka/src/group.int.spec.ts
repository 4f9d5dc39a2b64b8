import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, kafkaBrokers } from '@latchkey/testing';
import { mintToken } from '@latchkey/tokens';
import { Controller } from '@nestjs/common';
import { anEvent, junk } from '../test/records.js';
import { Cluster, type Service } from '../test/service.js';
import type { Batch } from './batch.js';
import { OnGroupBatch } from './subscription.js';

type Events = Batch<'token-events'>;
type Dead = Batch<'token-events.dead'>;

const seen: Events[] = [];
const dead: Dead[] = [];
let handler: (batch: Events) => Promise<void> = async () => undefined;

@Controller()
class Reader {
  @OnGroupBatch({ group: 'reader', topics: ['token-events'] })
  async read(batch: Events): Promise<void> {
    await handler(batch);
    seen.push(batch);
  }
}

@Controller()
class DeadReader {
  @OnGroupBatch({ group: 'dead-reader', topics: ['token-events.dead'] })
  async read(batch: Dead): Promise<void> {
    dead.push(batch);
  }
}

const idsOf = (batches: readonly Events[]): string[] =>
  batches.flatMap(({ records }) => records.map(({ decoded }) => (decoded.kind === 'event' ? decoded.event.id : decoded.kind)));

describe('a group', () => {
  let cluster: Cluster;
  beforeEach(async () => {
    seen.length = 0;
    dead.length = 0;
    handler = async () => undefined;
    cluster = await new Cluster(kafkaBrokers()).open();
  });
  afterEach(() => cluster.close());

  it('is handed decoded events in the order of their partition, from the start of the topic', async () => {
    await cluster.producer.send([anEvent('a'), anEvent('b'), anEvent('c', 1)]);
    await cluster.serve([Reader]);
    await eventually(() => expect(idsOf(seen).sort()).toEqual(['a', 'b', 'c']));
    expect(idsOf(seen.filter(({ partition }) => partition === 0))).toEqual(['a', 'b']);
    expect(seen.find(({ partition }) => partition === 0)).toMatchObject({ topic: 'token-events', fromOffset: 0n, nextOffset: 2n, endOffset: 2n });
  });

  it('goes on after a restart from where its handler had succeeded', async () => {
    await cluster.producer.send([anEvent('a')]);
    const first = await cluster.serve([Reader]);
    await eventually(() => expect(idsOf(seen)).toEqual(['a']));
    await first.stop();
    await cluster.producer.send([anEvent('b')]);
    await cluster.serve([Reader]);
    await eventually(() => expect(idsOf(seen)).toEqual(['a', 'b']));
  });

  it('hands a batch again to a handler that failed, and meanwhile goes on with other partitions (invariant 8)', async () => {
    let failures = 0;
    handler = async ({ partition }) => {
      if (partition === 0 && failures < 3) throw new Error(`no database, ${++failures}`);
    };
    await cluster.producer.send([anEvent('stuck')]);
    const { server } = await cluster.serve([Reader]);
    await eventually(() => expect(failures).toBeGreaterThan(0));
    await cluster.producer.send([anEvent('free', 1)]);
    await eventually(() => expect(idsOf(seen)).toEqual(['free', 'stuck']));
    expect(await countOf(server.metrics, 'latchkey_consumer_failures_total')).toBe(3);
  });

  it('commits nothing for a handler that fails until the end', async () => {
    handler = async () => Promise.reject(new Error('never'));
    await cluster.producer.send([anEvent('a')]);
    const first = await cluster.serve([Reader]);
    await eventually(async () => expect(await countOf(first.server.metrics, 'latchkey_consumer_failures_total')).toBeGreaterThan(0));
    await first.stop();
    handler = async () => undefined;
    await cluster.serve([Reader]);
    await eventually(() => expect(idsOf(seen)).toEqual(['a']));
  });

  it('finishes the batch under way before it stops', async () => {
    let release: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      handler = async () => {
        resolve();
        await new Promise<void>((go) => (release = go));
      };
    });
    await cluster.producer.send([anEvent('a')]);
    const service = await cluster.serve([Reader]);
    await begun;
    const stopped = service.stop();
    expect(seen).toEqual([]);
    release();
    await stopped;
    expect(idsOf(seen)).toEqual(['a']);
    handler = async () => undefined;
    await cluster.producer.send([anEvent('b')]);
    await cluster.serve([Reader]);
    await eventually(() => expect(idsOf(seen)).toEqual(['a', 'b']));
  });

  it('keeps its membership while a handler takes longer than the session lasts', async () => {
    const joins: string[] = [];
    handler = async ({ records }) => {
      joins.push(...records.map(({ offset }) => String(offset)));
      await new Promise((resolve) => setTimeout(resolve, 8_000));
    };
    await cluster.producer.send([anEvent('slow')]);
    await cluster.serve([Reader]);
    await eventually(() => expect(idsOf(seen)).toEqual(['slow']), { timeoutMs: 20_000 });
    handler = async () => undefined;
    await cluster.producer.send([anEvent('next')]);
    await eventually(() => expect(idsOf(seen)).toEqual(['slow', 'next']));
    expect(joins).toEqual(['0']);
  });

  it('sets aside what breaks its contract, with the reason and without a secret, and hands on the rest (invariant 8)', async () => {
    const secret = mintToken();
    await cluster.producer.send([anEvent('a'), junk(`{"leaked":"${secret}"}`), anEvent('b'), { ...anEvent('c'), value: null }]);
    const { server } = await cluster.serve([Reader, DeadReader]);
    await eventually(() => expect(dead.flatMap(({ records }) => records)).toHaveLength(2));
    expect(idsOf(seen)).toEqual(['a', 'b']);
    const letters = dead.flatMap(({ records }) => records.map(({ raw }) => raw));
    const junkLetter = letters.find(({ key }) => key === 'k');
    expect(junkLetter?.value?.toString()).toBe('{"leaked":"lka_[redacted]"}');
    expect(junkLetter?.headers).toMatchObject({
      ce_id: 'junk',
      'latchkey-error-reason': 'not_cloud_event',
      'latchkey-source-topic': 'token-events',
      'latchkey-source-partition': '0',
      'latchkey-source-offset': '1',
      'latchkey-consumer-group': 'reader',
    });
    expect(letters.find(({ value }) => value === null)?.headers).toMatchObject({ ce_id: 'c', 'latchkey-error-reason': 'not_json' });
    expect(await countOf(server.metrics, 'latchkey_consumer_dead_letters_total')).toBe(2);
  });

  it('shares partitions among instances, and takes over those of one that stops', async () => {
    await cluster.serve([Reader]);
    const second = await cluster.serve([Reader]);
    const ids = Array.from({ length: 20 }, (_, index) => `e${index}`);
    await cluster.producer.send(ids.slice(0, 10).map((id, index) => anEvent(id, index % 2)));
    await eventually(() => expect(new Set(idsOf(seen)).size).toBe(10));
    await second.stop();
    await cluster.producer.send(ids.slice(10).map((id, index) => anEvent(id, index % 2)));
    await eventually(() => expect(new Set(idsOf(seen))).toEqual(new Set(ids)));
  });

  it('shows how far it is behind on the partitions that it reads, and no more on one that another took over', async () => {
    const first = await cluster.serve([Reader]);
    await cluster.producer.send([anEvent('a'), anEvent('b', 1)]);
    await eventually(async () => expect(await partitionsShown(first)).toEqual([0, 1]));
    const second = await cluster.serve([Reader]);
    await eventually(async () => {
      await cluster.producer.send([anEvent('c'), anEvent('d', 1)]);
      const [ofFirst, ofSecond] = await Promise.all([partitionsShown(first), partitionsShown(second)]);
      expect([ofFirst, ofSecond].sort()).toEqual([[0], [1]]);
    });
  });
});

async function partitionsShown({ server }: Service): Promise<unknown[]> {
  const all = await Promise.all(server.metrics.map((metric) => metric.get()));
  const { values = [] } = all.find(({ name }) => name === 'latchkey_consumer_lag_records') ?? {};
  return values.map(({ labels }) => labels.partition).sort();
}

async function countOf(metrics: readonly { get(): Promise<{ name?: string; values: { value: number }[] }> }[], name: string): Promise<number> {
  const all = await Promise.all(metrics.map((metric) => metric.get()));
  return (all.find((metric) => metric.name === name)?.values ?? []).reduce((sum, { value }) => sum + value, 0);
}
