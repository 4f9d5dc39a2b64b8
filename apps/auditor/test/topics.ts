import type { auditRecorded, EventOf, OutgoingRecord, TokenState } from '@latchkey/contracts';
import { encodeEvent, tokenState } from '@latchkey/contracts';
import { applyTopics, type Batch, BatchServer, deleteTopics, EventProducer, KafkaClient, OnPositionedBatch } from '@latchkey/kafka';
import { eventually, kafkaBrokers, uniquePrefix } from '@latchkey/testing';
import { Controller, type INestMicroservice, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

Logger.overrideLogger(false);

export interface Published {
  readonly partition: number;
  readonly key: string | null;
  readonly event: EventOf<typeof auditRecorded>;
}

export const partitions = 2;

/** Topics of its own on the Kafka of this run, what is sent there, and what comes to stand on the audit topic. */
export class TestTopics {
  readonly prefix = uniquePrefix();
  readonly client = new KafkaClient({ brokers: kafkaBrokers(), clientId: 'auditor-test', topicPrefix: this.prefix });
  readonly producer = new EventProducer(this.client);
  private readers: INestMicroservice[] = [];

  async make(): Promise<void> {
    await eventually(() => applyTopics(this.client, { partitions }), { timeoutMs: 30_000, intervalMs: 200 });
  }

  async send(records: readonly OutgoingRecord[], partition = 0): Promise<void> {
    await this.producer.send(records.map((record) => ({ ...record, partition })));
  }

  async tell(...states: readonly TokenState[]): Promise<void> {
    await this.producer.send(
      states.map((data) => encodeEvent(tokenState, { id: `${data.id}@${data.sequence}`, source: 'issuer', time: data.changed_at, subject: data.id, data })),
    );
  }

  /** As retention does. */
  async dropBelow(offset: bigint, partition = 0): Promise<void> {
    const topic = this.client.prefixed('token-events');
    await this.client.asAdmin(async (admin) => {
      // kafkajs looks the leader up in what it has loaded, and loads nothing for this call.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
    });
  }

  /** Gathers the audit topic, from its start. */
  async published(): Promise<readonly Published[]> {
    const published: Published[] = [];
    @Controller()
    class Reader {
      @OnPositionedBatch({ group: `reader-${uniquePrefix()}`, topics: ['audit'] })
      async gather({ partition, records, nextOffset }: Batch<'audit'>): Promise<bigint> {
        for (const { raw, decoded } of records) {
          if (decoded.kind !== 'event') throw new Error('what breaks its contract is on the audit topic');
          published.push({ partition, key: raw.key, event: decoded.event });
        }
        return nextOffset;
      }
    }
    @Module({ controllers: [Reader] })
    class ReaderModule {}
    const strategy = new BatchServer({ client: this.client, producer: this.producer, sessionTimeoutMs: 10_000 });
    const reader = await NestFactory.createMicroservice(ReaderModule, { strategy, logger: false });
    await reader.listen();
    this.readers.push(reader);
    return published;
  }

  async remove(): Promise<void> {
    await Promise.all(this.readers.map((reader) => reader.close()));
    await this.producer.onApplicationShutdown();
    await deleteTopics(this.client);
  }
}
