import { randomUUID } from 'node:crypto';
import type { TopicName } from '@latchkey/contracts';
import { Logger } from '@nestjs/common';
import type { AnyBatch, ReceivedRecord } from '../src/batch.js';
import { ConsumerLoop } from '../src/consumer-loop.js';
import { ConsumerMetrics } from '../src/consumer-metrics.js';
import { DeadLetters } from '../src/dead-letters.js';
import { EventProducer } from '../src/event-producer.js';
import { GroupConsumption } from '../src/group-consumption.js';
import type { KafkaClient } from '../src/kafka-client.js';

export interface ReadRecord<T extends TopicName = TopicName> {
  readonly topic: T;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly decoded: ReceivedRecord<T>['decoded'];
}

/** Gathers what is committed on these topics, from their start, whether it keeps its contract or not. */
export class TopicReader<T extends TopicName> {
  private constructor(
    private readonly loop: ConsumerLoop,
    readonly records: readonly ReadRecord<T>[],
  ) {}

  static open<const T extends TopicName>(client: KafkaClient, topics: readonly T[]): TopicReader<T> {
    const records: ReadRecord<T>[] = [];
    const log = new Logger(TopicReader.name);
    // Positioned, so that nothing is set aside.
    const consumption = new GroupConsumption({ mode: 'positioned', group: `reader-${randomUUID()}`, topics }, async (batch) => gather(batch, records), {
      client,
      log,
      deadLetters: new DeadLetters(new EventProducer(client)),
      metrics: new ConsumerMetrics(),
      sessionTimeoutMs: 10_000,
    });
    const loop = new ConsumerLoop(consumption, { client, log, crash: (error) => log.error(error) });
    loop.start();
    return new TopicReader(loop, records);
  }

  async close(): Promise<void> {
    await this.loop.stop();
  }
}

function gather<T extends TopicName>({ topic, partition, records, nextOffset }: AnyBatch, into: ReadRecord<T>[]): bigint {
  for (const { offset, raw, decoded } of records) {
    into.push({ topic, partition, offset, ...raw, value: raw.value?.toString() ?? null, decoded } as ReadRecord<T>);
  }
  return nextOffset;
}
