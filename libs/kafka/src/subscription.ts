import type { TopicName } from '@latchkey/contracts';
import { applyDecorators, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { Batch, PlacedRecord } from './batch.js';
import { PassErrorsFilter } from './pass-errors.filter.js';
import type { OwnReplicaSignal, ReplicaAnswer, ReplicaSignal } from './replica-signal.js';

interface SharedSubscription<T extends TopicName> {
  /** Instances of the same group share the partitions. Carries the prefix on the broker. */
  readonly group: string;
  readonly topics: readonly T[];
  /** Partitions handled at the same time by one instance, 3 by default. */
  readonly concurrency?: number;
}

export type GroupSubscription<T extends TopicName> = SharedSubscription<T>;
export type PositionedSubscription<T extends TopicName> = SharedSubscription<T>;

export interface ReplicaSubscription<T extends TopicName> {
  readonly topic: T;
}

/** For a topic of so many records that reading them has to be quick. */
export interface OwnReplicaSubscription<T extends TopicName, R> extends ReplicaSubscription<T> {
  /** Makes of a record what the handler gets. Must not throw; `readRecord` is the way of all others. */
  readonly read: (record: PlacedRecord) => R;
}

/** What `BatchServer` finds on a handler. */
export type Subscription =
  | ({ readonly mode: 'group' } & GroupSubscription<TopicName>)
  | ({ readonly mode: 'positioned' } & PositionedSubscription<TopicName>)
  | ({ readonly mode: 'replica' } & (ReplicaSubscription<TopicName> | OwnReplicaSubscription<TopicName, unknown>));

type HandlerDecorator<Handler> = <H extends Handler>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<H>) => void;

/**
 * Shared reading, at least once: offsets are committed after the handler has resolved. What breaks its contract goes to the topic's dead-letter topic,
 * where it has one, and does not reach the handler; on a topic without, it reaches it as `unreadable`. A handler that rejects gets the batch again, later.
 */
export function OnGroupBatch<const T extends TopicName>(subscription: GroupSubscription<T>): HandlerDecorator<(batch: Batch<T>) => Promise<void>> {
  return handlerOf({ mode: 'group', ...subscription });
}

/**
 * Shared reading for a handler that keeps its own offsets: it answers the offset to go on from, which is `nextOffset` unless the batch is not the one that
 * it needs. Unreadable records reach it too. Whoever takes over a partition is handed its first batch, and says where to go on; what is committed to the group is for lag
 * metrics only.
 */
export function OnPositionedBatch<const T extends TopicName>(
  subscription: PositionedSubscription<T>,
): HandlerDecorator<(batch: Batch<T>) => Promise<bigint>> {
  return handlerOf({ mode: 'positioned', ...subscription });
}

/** Every instance reads all of the topic, from the start unless its handler knows better, and commits nothing. Also reads what is not committed yet. */
export function OnReplica<const T extends TopicName, R>(
  subscription: OwnReplicaSubscription<T, R>,
): HandlerDecorator<(signal: OwnReplicaSignal<T, R>) => ReplicaAnswer | Promise<ReplicaAnswer>>;
export function OnReplica<const T extends TopicName>(
  subscription: ReplicaSubscription<T>,
): HandlerDecorator<(signal: ReplicaSignal<T>) => ReplicaAnswer | Promise<ReplicaAnswer>>;
export function OnReplica(subscription: ReplicaSubscription<TopicName>): MethodDecorator {
  return handlerOf({ mode: 'replica', ...subscription });
}

function handlerOf(subscription: Subscription): MethodDecorator {
  return applyDecorators(EventPattern(patternOf(subscription), { subscription }) as MethodDecorator, UseFilters(PassErrorsFilter));
}

function patternOf(subscription: Subscription): string {
  return subscription.mode === 'replica' ? `replica/${subscription.topic}` : `${subscription.mode}/${subscription.group}/${subscription.topics.join('+')}`;
}
