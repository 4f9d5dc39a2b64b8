import type { AnyContract, Decoded, Event, EventOf, IncomingRecord, SourceOf, TopicName } from '@latchkey/contracts';

type ContractOn<T extends TopicName> = Extract<AnyContract, { topic: SourceOf<T> }>;

/** A record as it came over the wire: nothing of it is read. A header that stands several times is a list. */
export interface UnreadRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
}

/** The same, and where it stood: its offset in decimal digits. */
export interface PlacedRecord extends UnreadRecord {
  readonly offset: string;
}

interface Received<E> {
  readonly offset: bigint;
  /** When it was produced, in epoch milliseconds. */
  readonly timestamp: number;
  /** As it came. It may hold a secret: `redactRecord` before it is stored or sent on. */
  readonly raw: IncomingRecord;
  readonly decoded: Decoded<E>;
}

export interface BatchOf<T extends TopicName, R> {
  readonly topic: T;
  readonly partition: number;
  /** In the order of their offsets; aborted records and control records are left out. */
  readonly records: readonly R[];
  /** The offset that was asked for: below the first record's where records in between are gone or were no data. */
  readonly fromOffset: bigint;
  /** Where reading goes on after this batch. */
  readonly nextOffset: bigint;
  /** The end of the partition when this was read. */
  readonly endOffset: bigint;
}

/** One record of a topic, read against the topic's contracts. */
export type ReceivedRecord<T extends TopicName> = Received<EventOf<ContractOn<T>>>;

/** Consecutive records of one partition. For a union of topics, `topic` tells which. */
export type Batch<T extends TopicName> = T extends TopicName ? BatchOf<T, ReceivedRecord<T>> : never;

/** A batch while it does not matter which topic it is of. */
export type AnyBatch = BatchOf<TopicName, Received<Event>>;
