import { randomUUID } from 'node:crypto';
import type { Batch, KafkaClient } from '@latchkey/kafka';
import { BatchServer, EventProducer, OnGroupBatch } from '@latchkey/kafka';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

type UsageRecord = Batch<'token-usage'>['records'][number];
export type Usage = Extract<UsageRecord['decoded'], { kind: 'event' }>['event'];

/** Gathers what stands on token-usage, from its start. */
export class UsageReader {
  private constructor(
    private readonly app: INestMicroservice,
    private readonly events: readonly Usage[],
  ) {}

  static async open(client: KafkaClient): Promise<UsageReader> {
    const events: Usage[] = [];
    @Controller()
    class Gathering {
      @OnGroupBatch({ group: `reader-${randomUUID()}`, topics: ['token-usage'] })
      async gather({ records }: Batch<'token-usage'>): Promise<void> {
        for (const { decoded } of records) if (decoded.kind === 'event') events.push(decoded.event);
      }
    }
    @Module({ controllers: [Gathering] })
    class ReaderModule {}
    const strategy = new BatchServer({ client, producer: new EventProducer(client), sessionTimeoutMs: 10_000 });
    const app = await NestFactory.createMicroservice(ReaderModule, { strategy });
    await app.listen();
    return new UsageReader(app, events);
  }

  of(tokenId: string): Usage[] {
    return this.events.filter(({ data }) => data.token_id === tokenId);
  }

  /** Uses of a token by outcome: the reason, or `allowed`. */
  counts(tokenId: string): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { data } of this.of(tokenId)) {
      const outcome = data.reason ?? data.outcome;
      counts[outcome] = (counts[outcome] ?? 0) + data.count;
    }
    return counts;
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
