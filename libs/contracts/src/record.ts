import type { Event } from './event.js';
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

export const unreadableReasons = ['not_cloud_event', 'unknown_type', 'not_json', 'broken_schema', 'wrong_key'] as const;
export type UnreadableReason = (typeof unreadableReasons)[number];
