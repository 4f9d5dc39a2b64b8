import type { TopicName } from '@latchkey/contracts';
import type { Batch, BatchOf } from './batch.js';
import type { Watermarks } from './kafka-client.js';

/** What a replica is told, in this order: `beginning`, batches, `caught_up` once all partitions have reached the end that they had when reading began, more batches. */
export type ReplicaSignal<T extends TopicName> = SignalOf<Batch<T>>;

/** The same of a replica that reads records its own way. */
export type OwnReplicaSignal<T extends TopicName, R> = SignalOf<BatchOf<T, R>>;

/** A signal while it does not matter which topic it is of. */
export type AnySignal = OwnReplicaSignal<TopicName, unknown>;

/** What is about to be read, at first and each time that all is read again. */
export interface Beginning {
  readonly kind: 'beginning';
  readonly clusterId: string;
  /** The topic's name on the broker. */
  readonly topic: string;
  readonly partitions: readonly Watermarks[];
}

type SignalOf<B> =
  | Beginning
  | { readonly kind: 'batch'; readonly batch: B }
  /** With the number of partitions that the topic has. */
  | { readonly kind: 'caught_up'; readonly partitions: number }
  /** The topic no longer holds the position reached: what was read may be of another topic. All partitions are read from the start again. */
  | { readonly kind: 'out_of_range' };

/**
 * `from_start` has all partitions read again from the start; `caught_up` follows in its time. To `beginning`, which is such a start, a handler that has kept what it once
 * read may answer the offsets to read on from, of each partition one that it still holds.
 */
export type ReplicaAnswer = 'continue' | 'from_start' | { readonly from: ReadonlyMap<number, bigint> };
