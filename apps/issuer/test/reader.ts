import { randomUUID } from 'node:crypto';
import type { Decoded, TopicName } from '@latchkey/contracts';
import { type Batch, BatchServer, EventProducer, type KafkaClient, OnPositionedBatch } from '@latchkey/kafka';
import { Controller, type INestMicroservice, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

export interface ReadRecord {
  readonly topic: TopicName;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly decoded: Decoded;
}

/** Gathers what is committed on these topics, from their start. */
export class Reader {
  private constructor(
    private readonly app: INestMicroservice,
    readonly records: readonly ReadRecord[],
  ) {}

  static async open(client: KafkaClient, topics: readonly TopicName[]): Promise<Reader> {
    const records: ReadRecord[] = [];
    @Module({ controllers: [gathering(topics, records)] })
    class ReaderModule {}
    const strategy = new BatchServer({ client, producer: new EventProducer(client), sessionTimeoutMs: 10_000 });
    // Nest's logger is one for the whole process: the issuer's own stays.
    const app = await NestFactory.createMicroservice(ReaderModule, { strategy });
    await app.listen();
    return new Reader(app, records);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

function gathering(topics: readonly TopicName[], records: ReadRecord[]): Type {
  @Controller()
  class Gathering {
    /** Positioned, so that records which keep no contract come too. */
    @OnPositionedBatch({ group: `reader-${randomUUID()}`, topics })
    async gather(batch: Batch<TopicName>): Promise<bigint> {
      const { topic, partition } = batch;
      for (const { offset, raw, decoded } of batch.records) {
        records.push({ topic, partition, offset, ...raw, value: raw.value?.toString() ?? null, decoded });
      }
      return batch.nextOffset;
    }
  }
  return Gathering;
}
