import { Logger, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { uniquePrefix } from '@latchkey/testing';
import { BatchServer, type BatchServerOptions } from '../src/batch-server.js';
import { EventProducer } from '../src/event-producer.js';
import { KafkaClient } from '../src/kafka-client.js';
import { applyTopics } from '../src/topics-admin.js';

Logger.overrideLogger(false);

export interface Service {
  readonly server: BatchServer;
  stop(): Promise<void>;
}

/** Topics of its own, and services that read them. */
export class Cluster {
  readonly client: KafkaClient;
  readonly producer: EventProducer;
  private readonly services: Service[] = [];

  constructor(brokers: readonly string[]) {
    this.client = new KafkaClient({ brokers, clientId: 'kafka-test', topicPrefix: uniquePrefix() });
    this.producer = new EventProducer(this.client);
  }

  async open(partitions = 2): Promise<this> {
    await applyTopics(this.client, { partitions });
    return this;
  }

  /** A Nest service with these controllers, reading. */
  async serve(controllers: readonly Type[], options: Partial<BatchServerOptions> = {}): Promise<Service> {
    const server = new BatchServer({ client: this.client, producer: this.producer, sessionTimeoutMs: 6_000, ...options });
    @Module({ controllers: [...controllers] })
    class TestModule {}
    const app = await NestFactory.createMicroservice(TestModule, { strategy: server, logger: false });
    await app.listen();
    const service = { server, stop: () => app.close() };
    this.services.push(service);
    return service;
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
    await this.producer.onApplicationShutdown();
  }
}
