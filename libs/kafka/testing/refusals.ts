import type { TopicName } from '@latchkey/contracts';
import { EventProducer } from '../src/event-producer.js';
import type { KafkaClient } from '../src/kafka-client.js';
import { TransactionalProducer } from '../src/transactional-producer.js';

/** Why the broker does not let this client read the topic as a member of the group, named as on the broker; undefined where it does. */
export async function refusalOfReading(client: KafkaClient, topic: TopicName, groupId: string): Promise<string | undefined> {
  const consumer = client.consumer({ groupId, maxWaitTimeInMs: 50, retry: { initialRetryTime: 100, retries: 4, restartOnFailure: async () => false } });
  const outcome = new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.FETCH, () => resolve());
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  });
  return refusalOf(async () => {
    try {
      await consumer.connect();
      await consumer.subscribe({ topic: client.prefixed(topic), fromBeginning: true });
      await consumer.run({ autoCommit: false, eachBatch: async () => undefined });
      await outcome;
    } finally {
      outcome.catch(() => undefined);
      await consumer.disconnect();
    }
  });
}

/** Likewise of writing to it; where it may, a tombstone of nothing stands there afterwards. */
export async function refusalOfWriting(client: KafkaClient, topic: TopicName): Promise<string | undefined> {
  const producer = new EventProducer(client);
  const refusal = await refusalOf(() => producer.send([{ topic, key: 'nothing', value: null, headers: {} }]));
  await producer.onApplicationShutdown();
  return refusal;
}

/** Likewise of opening a transactional id, which shuts out whoever has it open. */
export async function refusalOfOpening(client: KafkaClient, transactionalId: string): Promise<string | undefined> {
  const producer = new TransactionalProducer(client, transactionalId);
  const refusal = await refusalOf(() => producer.open());
  await producer.close();
  return refusal;
}

/** kafkajs says no more where a group or a transactional id is refused. */
const withoutCoordinator = 'KafkaJSGroupCoordinatorNotFound';

/** How the broker refused; anything else that fails is thrown. */
export async function refusalOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal === undefined) throw error;
    return refusal;
  }
}

function refusalIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { type, errors = [] } = error as { type?: unknown; errors?: readonly unknown[] };
  if (typeof type === 'string' && type.endsWith('_AUTHORIZATION_FAILED')) return type;
  if (error.name === withoutCoordinator) return withoutCoordinator;
  return refusalIn(error.cause) ?? refusalIn(errors[0]);
}
