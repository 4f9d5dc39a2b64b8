import type { TopicName } from '@latchkey/contracts';
import type { Batch, BatchOf } from './batch.js';

/** What a replica is told, in this order: batches, `caught_up` once all partitions have reached the end that they had when reading began, more batches. */
export type ReplicaSignal<T extends TopicName> = SignalOf<Batch<T>>;

/** The same of a replica that reads records its own way. */
export type OwnReplicaSignal<T extends TopicName, R> = SignalOf<BatchOf<T, R>>;

/** A signal while it does not matter which topic it is of. */
export type AnySignal = OwnReplicaSignal<TopicName, unknown>;

type SignalOf<B> =
  | { readonly kind: 'batch'; readonly batch: B }
  /** With the number of partitions that the topic has. */
  | { readonly kind: 'caught_up'; readonly partitions: number }
  /** The topic no longer holds the position reached: what was read may be of another topic. All partitions are read from the start again. */
  | { readonly kind: 'out_of_range' };

/** `from_start` has all partitions read again from the start; `caught_up` follows in its time. */
export type ReplicaAnswer = 'continue' | 'from_start';
