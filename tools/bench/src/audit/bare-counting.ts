import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';

/** How many records a second a kafkajs consumer reads of these topics, and does nothing with. */
export async function bareCounting(brokers: string[], topics: string[], records: number): Promise<number> {
  const kafka = new kafkajs.Kafka({ brokers, clientId: 'latchkey-bench', logLevel: kafkajs.logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `bench.${randomUUID()}`, maxWaitTimeInMs: 500 });
  let [read, firstBatch, since] = [0, 0, 0];
  try {
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const eachBatch = async ({ batch }: kafkajs.EachBatchPayload): Promise<void> => {
        read += batch.messages.length;
        if (since === 0) [since, firstBatch] = [performance.now(), read];
        if (read >= records) resolve();
      };
      consumer.run({ autoCommit: false, eachBatch }).catch(reject);
    });
    return ((read - firstBatch) / (performance.now() - since)) * 1_000;
  } finally {
    await consumer.disconnect();
  }
}
