import { randomUUID } from 'node:crypto';
import { BatchServer, EventProducer, OnGroupBatch } from '@latchkey/kafka';
import type { Batch, KafkaClient } from '@latchkey/kafka';
import { Controller, Module } from '@nestjs/common';
import type { INestMicroservice, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

type TokenEvent = Extract<Batch<'token-events'>['records'][number]['decoded'], { kind: 'event' }>['event'];

/** Gathers what keeps its contract on token-events, from the start. */
export class EventsReader {
  private constructor(
    private readonly app: INestMicroservice,
    readonly events: readonly TokenEvent[],
  ) {}

  static async open(client: KafkaClient): Promise<EventsReader> {
    const events: TokenEvent[] = [];
    @Module({ controllers: [gathering(events)] })
    class ReaderModule {}
    const strategy = new BatchServer({ client, producer: new EventProducer(client), sessionTimeoutMs: 10_000 });
    const app = await NestFactory.createMicroservice(ReaderModule, { strategy, logger: false });
    await app.listen();
    return new EventsReader(app, events);
  }

  idsAbout(...tokenIds: string[]): string[] {
    return this.events.filter(({ subject }) => tokenIds.includes(subject ?? '')).map(({ id }) => id);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

function gathering(events: TokenEvent[]): Type {
  @Controller()
  class Gathering {
    @OnGroupBatch({ group: `reader-${randomUUID()}`, topics: ['token-events'] })
    async gather({ records }: Batch<'token-events'>): Promise<void> {
      for (const { decoded } of records) if (decoded.kind === 'event') events.push(decoded.event);
    }
  }
  return Gathering;
}
