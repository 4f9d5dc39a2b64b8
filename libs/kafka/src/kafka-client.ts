import type { TopicName } from '@latchkey/contracts';
import kafkajs, { type Admin, type Consumer, type ConsumerConfig, type Kafka, type KafkaConfig, type Producer, type ProducerConfig, type RequestTimeoutEvent, type SASLOptions } from 'kafkajs';
import { Connections } from './connections.js';
import type { KafkaEnv } from './kafka.env.js';
import { nestLogCreator } from './nest-log-creator.js';
import { partitioner } from './sent-whole.js';

export interface KafkaClientOptions {
  readonly brokers: readonly string[];
  /** As shown in the broker's log and quotas. */
  readonly clientId: string;
  /** What the name of every topic, group and transactional id starts with. */
  readonly topicPrefix: string;
  /** How long a broker may take to answer. The standard is a little longer than the others take to miss one, and to lead in its place. */
  readonly requestTimeoutMs?: number;
  /** Absent: without TLS. */
  readonly tls?: BrokerTls;
  /** Absent: without a log-in. */
  readonly sasl?: BrokerLogin;
}

export interface BrokerTls {
  /** Who vouches for the brokers, in PEM; absent: whom Node believes. */
  readonly ca?: string;
}

export interface BrokerLogin {
  readonly mechanism: KafkaEnv['KAFKA_SASL_MECHANISM'];
  readonly username: string;
  readonly password: string;
}

/** The offsets between which a partition holds committed records: `low` is the first, `high` is one past the last; what belongs to a transaction under way is beyond it. */
export interface Watermarks {
  readonly partition: number;
  readonly low: bigint;
  readonly high: bigint;
}

const standardRequestTimeoutMs = 10_000;

/** One cluster, and the names that things have on it. Connects when something is asked of it. */
export class KafkaClient {
  private readonly kafka: Kafka;
  private readonly connections = new Connections();

  constructor(private readonly options: KafkaClientOptions) {
    this.kafka = new kafkajs.Kafka({
      brokers: () => this.connections.inOrder(options.brokers),
      socketFactory: this.connections.socketFactory,
      clientId: options.clientId,
      ...securityOf(options),
      connectionTimeout: 3_000,
      requestTimeout: options.requestTimeoutMs ?? standardRequestTimeoutMs,
      logCreator: nestLogCreator,
      // Our own loops try again, and must hear of a failure soon.
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4 },
    });
  }

  /** As the environment says. */
  static of(env: KafkaEnv, clientId: string): KafkaClient {
    const { KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: topicPrefix, KAFKA_TLS_CA_FILE: ca } = env;
    const { KAFKA_TLS: tls = ca !== undefined, KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = env;
    return new KafkaClient({
      brokers,
      clientId,
      topicPrefix,
      ...(tls ? { tls: ca === undefined ? {} : { ca } } : {}),
      ...(username !== undefined && password !== undefined ? { sasl: { mechanism, username, password } } : {}),
    });
  }

  /** The name of a topic, group or transactional id on the broker. */
  prefixed(name: string): string {
    return `${this.options.topicPrefix}${name}`;
  }

  async clusterId(): Promise<string> {
    return this.asAdmin(async (admin) => (await admin.describeCluster()).clusterId);
  }

  async watermarks(topic: TopicName): Promise<Watermarks[]> {
    const offsets = await this.asAdmin((admin) => admin.fetchTopicOffsets(this.prefixed(topic)));
    return offsets.map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) })).sort((a, b) => a.partition - b.partition);
  }

  /** For this library alone: an admin connection for as long as `work` takes. */
  async asAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin();
    admin.on(admin.events.REQUEST_TIMEOUT, this.giveUp);
    try {
      // Where it is not let in, its connection stands all the same.
      await admin.connect();
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  /** For this library alone: what it sends is to be looked at by `checkSentWhole`. */
  producer(config: ProducerConfig = {}): Producer {
    const producer = this.kafka.producer({ createPartitioner: partitioner, allowAutoTopicCreation: false, ...config });
    producer.on(producer.events.REQUEST_TIMEOUT, this.giveUp);
    return producer;
  }

  /** For this library alone. */
  consumer(config: ConsumerConfig): Consumer {
    const consumer = this.kafka.consumer({ allowAutoTopicCreation: false, ...config });
    consumer.on(consumer.events.REQUEST_TIMEOUT, this.giveUp);
    return consumer;
  }

  private readonly giveUp = ({ payload }: RequestTimeoutEvent): void => this.connections.giveUp(payload.broker);
}

function securityOf({ tls, sasl }: KafkaClientOptions): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  return {
    ...(tls ? { ssl: { ...tls } } : {}),
    ...(sasl ? { sasl: { ...sasl, mechanism: sasl.mechanism.toLowerCase() } as SASLOptions } : {}),
  };
}
