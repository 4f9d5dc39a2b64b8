import type { OutgoingRecord } from '@latchkey/contracts';
import { applyTopics, KafkaClient, TransactionalProducer } from '@latchkey/kafka';
import { dataSourceFor, start } from '@latchkey/runtime';
import type { Service } from '@latchkey/runtime';
import { kafkaBrokers, uniquePrefix } from '@latchkey/testing';
import type { TestDatabase } from '@latchkey/testing';
import type { DataSource } from 'typeorm';
import { notifierDatabase } from '../src/notifier.database.js';
import { notifierEnv } from '../src/notifier.env.js';
import { NotifierModule } from '../src/notifier.module.js';
import { notifierDatabaseForTest } from './database.js';
import { EventsReader } from './events-reader.js';

const poolOf = (url: string) => ({ DATABASE_URL: url, DATABASE_POOL_SIZE: 2 });

/** The whole service on Kafka and Postgres, in any number of instances, fed as the issuer's relay does. */
export class RunningNotifier {
  private readonly prefix = uniquePrefix();
  readonly client = new KafkaClient({ brokers: kafkaBrokers(), clientId: 'notifier-test', topicPrefix: this.prefix });
  private readonly relay = new TransactionalProducer(this.client, `${this.prefix}issuer.relay`);
  private readonly services: Service[] = [];
  private database!: TestDatabase;
  dataSource!: DataSource;
  reader!: EventsReader;

  async open(): Promise<this> {
    this.database = await notifierDatabaseForTest();
    this.dataSource = await dataSourceFor(poolOf(this.database.url), notifierDatabase).initialize();
    await applyTopics(this.client);
    await this.relay.open();
    this.reader = new EventsReader(this.client);
    return this;
  }

  async start(settings: NodeJS.ProcessEnv = {}): Promise<Service> {
    const env = notifierEnv.parse({ ...this.env, NOTIFIER_SPREAD_SECONDS: '0', ...settings });
    const options = { name: 'notifier', host: '127.0.0.1', port: 0, logLevel: 'warn', logSink: { write: () => undefined } } as const;
    const service = await start(NotifierModule.with(env), options);
    this.services.push(service);
    return service;
  }

  /** For a command. */
  get env(): Record<string, string> {
    return { DATABASE_URL: this.database.url, KAFKA_BROKERS: kafkaBrokers().join(), KAFKA_TOPIC_PREFIX: this.prefix };
  }

  /** In one transaction, all to one partition. */
  async write(records: readonly OutgoingRecord[], partition = 0): Promise<void> {
    await this.relay.send(records.map((record) => ({ ...record, partition })));
  }

  async stop(service: Service): Promise<void> {
    this.services.splice(this.services.indexOf(service), 1);
    await service.close();
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.close()));
    await this.reader.close();
    await this.relay.close();
    await this.dataSource.destroy();
    await this.database.drop();
  }
}
