import { randomUUID } from 'node:crypto';
import type { TopicName } from '@latchkey/contracts';
import { type Batch, BatchServer, EventProducer, type KafkaClient, OnPositionedBatch } from '@latchkey/kafka';
import { Controller, type INestMicroservice, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

export interface ReadRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly value: string | null;
}

/** Gathers what is committed on a topic, from its start. */
export class Reader {
  private constructor(
    private readonly app: INestMicroservice,
    readonly records: readonly ReadRecord[],
  ) {}

  static async open(client: KafkaClient, topic: TopicName): Promise<Reader> {
    const records: ReadRecord[] = [];
    @Module({ controllers: [gathering(topic, records)] })
    class ReaderModule {}
    const strategy = new BatchServer({ client, producer: new EventProducer(client), sessionTimeoutMs: 10_000 });
    const app = await NestFactory.createMicroservice(ReaderModule, { strategy, logger: false });
    await app.listen();
    return new Reader(app, records);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

function gathering(topic: TopicName, records: ReadRecord[]): Type {
  @Controller()
  class Gathering {
    /** Positioned, so that records which keep no contract come too. */
    @OnPositionedBatch({ group: `reader-${randomUUID()}`, topics: [topic] })
    async gather(batch: Batch<TopicName>): Promise<bigint> {
      const { partition } = batch;
      for (const { offset, raw } of batch.records) records.push({ partition, offset, key: raw.key, value: raw.value?.toString() ?? null });
      return batch.nextOffset;
    }
  }
  return Gathering;
}
