import { type Attributes, type Context, context, propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace, TraceFlags, type Tracer } from '@opentelemetry/api';
import type { UnreadRecord } from './batch.js';
import type { KafkaClient } from './kafka-client.js';
import type { RecordToSend } from './message.js';

/** Asked for anew, since a tracer keeps to the tracing that there was when it was first used. */
const tracer = (): Tracer => trace.getTracer('latchkey.kafka');

/** As the W3C has it for HTTP (https://www.w3.org/TR/trace-context/). Its `tracestate` is left behind: that is a stranger's text. */
const header = 'traceparent';

/** The records as part of the trace of what runs now; as they are where nothing is traced. */
export function inTrace<R extends Pick<RecordToSend, 'headers'>>(records: readonly R[], of: Context = context.active()): readonly R[] {
  if (!isSampled(of)) return records;
  const carrier: Record<string, string> = {};
  propagation.inject(of, carrier);
  const { [header]: traceparent } = carrier;
  return traceparent === undefined ? records : records.map((record) => ({ ...record, headers: { ...record.headers, [header]: traceparent } }));
}

/** Sends the records, of which each that is part of a trace is shown there as a span, and carries that span on to whoever reads it. */
export async function tracedSend<T>(client: Pick<KafkaClient, 'prefixed'>, records: readonly RecordToSend[], send: (records: readonly RecordToSend[]) => Promise<T>): Promise<T> {
  if (!records.some(({ headers }) => header in headers)) return send(records);
  const spans: Span[] = [];
  const carried = records.flatMap((record) => {
    const parent = traceIn(record.headers[header]);
    if (!parent) return [record];
    const topic = client.prefixed(record.topic);
    const attributes = { ...destination(topic, 'send', 'send'), ...(record.key !== null && { 'messaging.kafka.message.key': record.key }) };
    const span = tracer().startSpan(`send ${topic}`, { kind: SpanKind.PRODUCER, attributes }, parent);
    spans.push(span);
    return inTrace([record], trace.setSpan(parent, span));
  });
  return within(spans, () => send(carried));
}

export interface Reading {
  /** `apply` where every instance reads all records, `process` where instances share them. */
  readonly operation: 'apply' | 'process';
  readonly consumer: string;
  /** As on the broker. */
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly (Pick<UnreadRecord, 'headers'> & { readonly offset: string })[];
}

/** Awaits the work on these records, of which each that is part of a trace is shown there as a span. Their keys are not: whoever wrote them may have put anything there. */
export async function tracedWork<T>({ operation, consumer, topic, partition, messages }: Reading, work: () => Promise<T>): Promise<T> {
  const spans: Span[] = [];
  for (const { headers, offset } of messages) {
    const parent = traceIn(headers?.[header]);
    if (!parent) continue;
    const attributes = {
      ...destination(topic, operation, 'process'),
      'messaging.consumer.group.name': consumer,
      'messaging.destination.partition.id': String(partition),
      'messaging.kafka.offset': Number(offset),
    };
    spans.push(tracer().startSpan(`${operation} ${topic}`, { kind: SpanKind.CONSUMER, attributes }, parent));
  }
  return within(spans, work);
}

/** OpenTelemetry's semantic conventions for messaging. */
function destination(topic: string, operation: string, type: 'send' | 'process'): Attributes {
  return { 'messaging.system': 'kafka', 'messaging.operation.name': operation, 'messaging.operation.type': type, 'messaging.destination.name': topic };
}

function traceIn(value: string | Buffer | (string | Buffer)[] | undefined): Context | undefined {
  if (value === undefined || Array.isArray(value)) return undefined;
  const found = propagation.extract(ROOT_CONTEXT, { [header]: value.toString() });
  return isSampled(found) ? found : undefined;
}

function isSampled(of: Context): boolean {
  const flags = trace.getSpanContext(of)?.traceFlags ?? TraceFlags.NONE;
  return (flags & TraceFlags.SAMPLED) !== 0;
}

async function within<T>(spans: readonly Span[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const type = error instanceof Error ? error.name : typeof error;
    for (const span of spans) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', type);
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}
