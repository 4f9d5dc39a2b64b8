import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually, kafkaBrokers } from '@latchkey/testing';
import { Controller } from '@nestjs/common';
import { context, propagation, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { aHeartbeat, anEvent, junk } from '../test/records.js';
import { Cluster } from '../test/service.js';
import type { Batch } from './batch.js';
import type { ReplicaAnswer, ReplicaSignal } from './replica-signal.js';
import { OnGroupBatch, OnReplica } from './subscription.js';

const kinds: string[] = [];

@Controller()
class Mirror {
  @OnReplica({ topic: 'token-state' })
  apply({ kind }: ReplicaSignal<'token-state'>): ReplicaAnswer {
    kinds.push(kind);
    return 'continue';
  }
}

@Controller()
class Readers {
  @OnGroupBatch({ group: 'readers', topics: ['token-events'] })
  async read(_batch: Batch<'token-events'>): Promise<void> {}
}

const exporter = new InMemorySpanExporter();
let cluster: Cluster;

beforeAll(async () => {
  new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
  cluster = await new Cluster(kafkaBrokers()).open();
});
afterAll(async () => {
  await cluster.close();
  for (const api of [trace, context, propagation]) api.disable();
});

const traced = (traceId: string) => ({ traceparent: `00-${traceId.repeat(32)}-b7ad6b7169203331-01` });
/** What one trace shows, each span with the name of its parent. */
const shown = (traceId: string): string[][] => {
  const spans = exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId.repeat(32));
  const nameOf = (id = ''): string => spans.find((span) => span.spanContext().spanId === id)?.name.replace(cluster.client.prefixed(''), '') ?? 'the request';
  return spans.map((span) => [nameOf(span.spanContext().spanId), nameOf(span.parentSpanContext?.spanId)]).sort();
};

it('a replica begins no span for what it reads to catch up, and one for what comes then', async () => {
  const [before, after] = [aHeartbeat(0), aHeartbeat(0)];
  await cluster.producer.send([{ ...before, headers: { ...before.headers, ...traced('a') } }]);
  await cluster.serve([Mirror]);
  await eventually(() => expect(kinds).toContain('caught_up'));
  await cluster.producer.send([{ ...after, headers: { ...after.headers, ...traced('b') } }]);
  await eventually(() => expect(shown('b')).toEqual([['apply token-state', 'send token-state'], ['send token-state', 'the request']]));
  expect(shown('a')).toEqual([['send token-state', 'the request']]);
});

it('a group shows what it processes, and what it sets aside', async () => {
  const [event, broken] = [anEvent('e'), junk('{')];
  await cluster.serve([Readers]);
  await cluster.producer.send([
    { ...event, headers: { ...event.headers, ...traced('c') } },
    { ...broken, headers: { ...broken.headers, ...traced('d') } },
  ]);
  await eventually(() => expect(shown('c')).toEqual([['process token-events', 'send token-events'], ['send token-events', 'the request']]));
  await eventually(() =>
    expect(shown('d')).toEqual([
      ['process token-events', 'send token-events'],
      ['send token-events', 'the request'],
      ['send token-events.dead', 'send token-events'],
    ]),
  );
});
