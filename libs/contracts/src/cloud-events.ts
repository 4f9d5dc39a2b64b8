import { containsSecret, redactSecrets } from '@latchkey/tokens';
import { z } from 'zod';
import type { DataOf, Event, EventContract, EventOf } from './event.js';
import type { TopicName } from './topics.js';

/** A record on its way to Kafka. `partition` overrides the key's; a `null` value is a tombstone. */
export interface OutgoingRecord {
  readonly topic: TopicName;
  readonly key: string;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly partition?: number;
}

/** A record as it came from Kafka, headers as text. */
export interface IncomingRecord {
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

export type Decoded<E = Event> =
  | { readonly kind: 'event'; readonly event: E }
  | { readonly kind: 'tombstone' }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason; readonly detail: string };

export type UnreadableReason = 'not_cloud_event' | 'unknown_type' | 'not_json' | 'broken_schema';

/** CloudEvents 1.0 Kafka binding, binary mode: attributes as `ce_` headers, data as the JSON value. Throws a ZodError on data that breaks the contract. */
export function encodeEvent<C extends EventContract>(
  contract: C,
  event: Omit<EventOf<C>, 'type'> & { data: DataOf<C> },
  partition?: number,
): OutgoingRecord {
  const data = contract.schema.parse(event.data) as DataOf<C>;
  return {
    topic: contract.topic,
    key: contract.key(data),
    value: JSON.stringify(data),
    headers: {
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_source: event.source,
      ce_type: contract.type,
      ce_time: event.time,
      ...(event.subject === undefined ? {} : { ce_subject: event.subject }),
      'content-type': 'application/json',
    },
    ...(partition === undefined ? {} : { partition }),
  };
}

const attributes = z.object({
  ce_specversion: z.literal('1.0'),
  ce_id: z.string().min(1).max(300),
  ce_source: z.string().min(1).max(300),
  ce_type: z.string().min(1).max(200),
  ce_time: z.iso.datetime({ offset: true }),
  ce_subject: z.string().max(300).optional(),
});

/** Reads one record against the contracts of its topic. Never throws; a secret in it is replaced before anything else sees it. */
export function decodeEvent<C extends EventContract>(contracts: readonly C[], record: IncomingRecord): Decoded<EventOf<C>> {
  if (record.value === null) return { kind: 'tombstone' };
  const envelope = attributes.safeParse(record.headers);
  if (!envelope.success) return unreadable('not_cloud_event', envelope.error);
  const contract = contracts.find(({ type }) => type === envelope.data.ce_type);
  if (!contract) return unreadable('unknown_type');
  const json = parseJson(record.value);
  if (json === undefined) return unreadable('not_json');
  const data = contract.schema.safeParse(json);
  if (!data.success) return unreadable('broken_schema', data.error);
  const { ce_id: id, ce_source: source, ce_time: time, ce_subject: subject } = envelope.data;
  const event = { id, source, type: contract.type, time, ...(subject === undefined ? {} : { subject }), data: data.data };
  return { kind: 'event', event: event as EventOf<C> };
}

function parseJson(value: Buffer): unknown {
  const text = value.toString('utf8');
  try {
    return JSON.parse(containsSecret(text) ? redactSecrets(text) : text);
  } catch {
    return undefined;
  }
}

/** Names the places that are wrong, never what stands there: the input may be anything. */
function unreadable(reason: UnreadableReason, error?: z.ZodError): { kind: 'unreadable'; reason: UnreadableReason; detail: string } {
  const places = error?.issues.map((issue) => `${issue.path.join('.') || '(record)'}: ${issue.code}`) ?? [];
  return { kind: 'unreadable', reason, detail: places.slice(0, 10).join('; ') };
}
