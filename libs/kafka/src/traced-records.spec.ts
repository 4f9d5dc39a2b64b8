import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { RecordToSend } from './message.js';
import { inTrace, tracedSend, tracedWork } from './traced-records.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${parentId}-01`;
const unsampled = `00-${traceId}-${parentId}-00`;
const record = (headers: Readonly<Record<string, string>>): RecordToSend => ({ topic: 'token-state', key: 'the-token', value: '{}', headers });
const client = { prefixed: (topic: string): string => `latchkey.${topic}` };
const send = async (records: readonly RecordToSend[]): Promise<readonly RecordToSend[]> => records;
const reading = (header: string) => {
  const messages = [{ offset: '7', headers: { traceparent: Buffer.from(header) } }, { offset: '8', headers: {} }];
  return { operation: 'apply', consumer: 'replica.token-state', topic: 'latchkey.token-state', partition: 3, messages } as const;
};

describe('where nothing is traced', () => {
  it('records go out as they are, whatever they carry', async () => {
    const records = [record({ ce_id: 'a' }), record({ traceparent })];
    expect(inTrace(records)).toBe(records);
    expect(await tracedSend(client, records, send)).toEqual(records);
    expect(await tracedWork(reading(traceparent), async () => 'done')).toBe('done');
  });
});

describe('where the process traces', () => {
  const exporter = new InMemorySpanExporter();
  beforeEach(() => {
    exporter.reset();
    new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
  });
  afterEach(() => {
    for (const api of [trace, context, propagation]) api.disable();
  });
  const shown = () => exporter.getFinishedSpans().map(({ name, parentSpanContext, attributes, status }) => ({ name, parent: parentSpanContext?.spanId, attributes, status: status.code }));

  it('records that are made within a trace carry it, and those made outside carry none', () => {
    const of = propagation.extract(ROOT_CONTEXT, { traceparent });
    expect(inTrace([record({ ce_id: 'a' })], of)).toEqual([record({ ce_id: 'a', traceparent })]);
    expect(inTrace([record({ ce_id: 'a' })])).toEqual([record({ ce_id: 'a' })]);
  });

  it('sending is a span of the record’s trace, and what is sent names that span', async () => {
    const [sent, plain] = await tracedSend(client, [record({ traceparent }), record({})], send);
    expect(plain).toEqual(record({}));
    expect(shown()).toMatchObject([{ name: 'send latchkey.token-state', parent: parentId, attributes: { 'messaging.kafka.message.key': 'the-token' }, status: 0 }]);
    expect(sent?.headers['traceparent']).toBe(`00-${traceId}-${exporter.getFinishedSpans()[0]?.spanContext().spanId}-01`);
  });

  it('what came to be read is a span of its trace, without the key that a stranger chose', async () => {
    await tracedWork(reading(traceparent), async () => undefined);
    expect(shown()).toMatchObject([{ name: 'apply latchkey.token-state', parent: parentId, attributes: { 'messaging.kafka.offset': 7, 'messaging.destination.partition.id': '3' } }]);
    expect(shown()[0]?.attributes).not.toHaveProperty('messaging.kafka.message.key');
  });

  it('a failure is shown by its kind alone, and is passed on', async () => {
    const failure = new TypeError('with details');
    await expect(tracedWork(reading(traceparent), () => Promise.reject(failure))).rejects.toBe(failure);
    expect(shown()).toMatchObject([{ status: 2, attributes: { 'error.type': 'TypeError' } }]);
    expect(JSON.stringify(shown())).not.toContain('with details');
  });

  it.each([unsampled, 'nonsense', '', `00-${'0'.repeat(32)}-${parentId}-01`])('what carries %p is of no trace', async (header) => {
    const records = [record({ traceparent: header })];
    expect(await tracedSend(client, records, send)).toEqual(records);
    await tracedWork(reading(header), async () => undefined);
    expect(shown()).toEqual([]);
  });
});
