import { applyTopics, deleteTopics, EventProducer, KafkaClient, KafkaModule, TransactionalProducer } from '@latchkey/kafka';
import { CALLERS, type Service, start } from '@latchkey/runtime';
import { kafkaBrokers, uniquePrefix } from '@latchkey/testing';
import { Module } from '@nestjs/common';
import { CallersInKeyring, Keyring, KeyringModule } from '../src/index.js';

/** Topics of its own with two partitions, and whoever writes token-state there. */
export class TestCluster {
  readonly prefix = uniquePrefix();
  readonly client = new KafkaClient({ brokers: kafkaBrokers(), clientId: 'keyring-test', topicPrefix: this.prefix });
  readonly producer = new EventProducer(this.client);
  readonly relay = new TransactionalProducer(this.client, this.client.prefixed('relay'));
  private readonly services: KeyringService[] = [];

  async open(): Promise<this> {
    await applyTopics(this.client, { partitions: 2 });
    await this.relay.open();
    return this;
  }

  async serve(brokers: readonly string[] = kafkaBrokers()): Promise<KeyringService> {
    const service = await KeyringService.start(brokers, this.prefix);
    this.services.push(service);
    return service;
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.close()));
    await Promise.all([this.producer.onApplicationShutdown(), this.relay.close(), deleteTopics(this.client)]);
  }
}

/** A service that has a keyring and nothing else. */
export class KeyringService {
  private constructor(private readonly service: Service) {}

  static async start(brokers: readonly string[], prefix: string): Promise<KeyringService> {
    const kafka = { KAFKA_BROKERS: [...brokers], KAFKA_TOPIC_PREFIX: prefix, KAFKA_SESSION_TIMEOUT_SECONDS: 10, KAFKA_SASL_MECHANISM: 'PLAIN' as const };
    @Module({
      imports: [KafkaModule.with(kafka), KeyringModule.with({ staleAfterSeconds: 60, onStale: 'closed' })],
      providers: [{ provide: CALLERS, useExisting: CallersInKeyring }],
    })
    class KeyringTestModule {}
    const options = { name: 'keyring-test', host: '127.0.0.1', port: 0, logLevel: 'fatal', logSink: { write: () => undefined } } as const;
    return new KeyringService(await start({ module: KeyringTestModule }, options));
  }

  get keyring(): Keyring {
    return this.service.app.get(Keyring, { strict: false });
  }

  async readiness(): Promise<{ status: number; keyring: unknown }> {
    const response = await fetch(`${this.service.url}/health/ready`);
    const { details } = (await response.json()) as { details: { keyring?: unknown } };
    return { status: response.status, keyring: details.keyring };
  }

  /** Of a metric without labels. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.service.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
  }

  close(): Promise<void> {
    return this.service.close();
  }
}
