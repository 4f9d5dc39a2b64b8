import { type DynamicModule, Module } from '@nestjs/common';
import { BatchServer } from './batch-server.js';
import { EventProducer } from './event-producer.js';
import { KafkaClient } from './kafka-client.js';
import type { KafkaEnv } from './kafka.env.js';

/** Provides KafkaClient, EventProducer and BatchServer, the transport that feeds the service's batch handlers. */
@Module({})
export class KafkaModule {
  static with(env: KafkaEnv): DynamicModule {
    return {
      module: KafkaModule,
      global: true,
      providers: [
        { provide: KafkaClient, useFactory: () => KafkaClient.of(env, 'latchkey') },
        EventProducer,
        {
          provide: BatchServer,
          useFactory: (client: KafkaClient, producer: EventProducer) =>
            new BatchServer({ client, producer, sessionTimeoutMs: env.KAFKA_SESSION_TIMEOUT_SECONDS * 1000 }),
          inject: [KafkaClient, EventProducer],
        },
      ],
      exports: [KafkaClient, EventProducer, BatchServer],
    };
  }
}
