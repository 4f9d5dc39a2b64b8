import type { z } from 'zod';
import type { SourceTopic } from './topics.js';

/** One fact in memory: the CloudEvents 1.0 attributes that Latchkey uses, and the data. `time` is RFC 3339 UTC. */
export interface Event<Type extends string = string, Data = unknown> {
  readonly id: string;
  readonly source: string;
  readonly type: Type;
  readonly time: string;
  readonly subject?: string;
  readonly data: Data;
}

/** One version of one event: its type, the topic it travels on, its schema, and the key that orders it there. */
export interface EventContract<
  Type extends string = string,
  Schema extends z.ZodType = z.ZodType,
  Topic extends SourceTopic = SourceTopic,
> {
  readonly type: Type;
  readonly topic: Topic;
  readonly summary: string;
  readonly schema: Schema;
  /** The record key: records of one key keep their order. */
  key(data: z.infer<Schema>): string;
}

export type DataOf<C> = C extends { readonly schema: infer S extends z.ZodType } ? z.infer<S> : never;
export type EventOf<C> = C extends { readonly type: infer T extends string; readonly schema: infer S extends z.ZodType }
  ? Event<T, z.infer<S>>
  : never;

export function defineEvent<const Type extends string, Schema extends z.ZodType, const Topic extends SourceTopic>(
  contract: EventContract<Type, Schema, Topic>,
): EventContract<Type, Schema, Topic> {
  return contract;
}
