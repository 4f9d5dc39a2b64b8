import kafkajs, { type Consumer, type Producer } from 'kafkajs';
import { Client } from 'pg';

const table = 'bench_commit';

/**
 * The least that the same work could take: one row committed to Postgres, then one record sent by kafkajs, acknowledged by all replicas, and received by a
 * kafkajs consumer that waits for it. No service, no outbox, no transaction of Kafka.
 */
export class BareRoundTrip {
  private readonly waiting = new Map<string, () => void>();
  private rounds = 0;

  private constructor(
    private readonly database: Client,
    private readonly topic: string,
    private readonly producer: Producer,
    private readonly consumer: Consumer,
  ) {}

  static async open(options: { databaseUrl: string; brokers: readonly string[]; topic: string }): Promise<BareRoundTrip> {
    const { databaseUrl, brokers, topic } = options;
    const kafka = new kafkajs.Kafka({ brokers: [...brokers], clientId: 'latchkey-bench', logLevel: kafkajs.logLevel.NOTHING });
    const database = new Client({ connectionString: databaseUrl });
    await database.connect();
    await database.query(`create table ${table} (id text primary key)`);
    await createTopic(kafka.admin(), topic);
    const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    const bare = new BareRoundTrip(database, topic, producer, kafka.consumer({ groupId: topic }));
    await bare.listen();
    return bare;
  }

  /** Milliseconds of one round. */
  async measure(): Promise<number> {
    const id = String(this.rounds++);
    const received = new Promise<void>((resolve) => this.waiting.set(id, resolve));
    const start = performance.now();
    await this.database.query(`insert into ${table} values ($1)`, [id]);
    await this.producer.send({ topic: this.topic, acks: -1, messages: [{ key: id, value: id }] });
    await received;
    return performance.now() - start;
  }

  async close(): Promise<void> {
    await Promise.all([this.consumer.disconnect(), this.producer.disconnect(), this.database.end()]);
  }

  private async listen(): Promise<void> {
    const joined = new Promise<unknown>((resolve) => this.consumer.on(this.consumer.events.GROUP_JOIN, resolve));
    await this.consumer.connect();
    await this.consumer.subscribe({ topic: this.topic, fromBeginning: true });
    await this.consumer.run({
      eachMessage: async ({ message }) => {
        const id = String(message.key);
        this.waiting.get(id)?.();
        this.waiting.delete(id);
      },
    });
    await joined;
  }
}

async function createTopic(admin: kafkajs.Admin, topic: string): Promise<void> {
  await admin.connect();
  try {
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });
  } finally {
    await admin.disconnect();
  }
}
