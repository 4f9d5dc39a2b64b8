import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import { type Timed, timed } from './timed.js';
import type { Topic } from './topic.js';

/** Until a kafkajs consumer has parsed the JSON of each token of token-state, and kept nothing of it. */
export async function bareReading({ brokers, prefix, tokens }: Topic): Promise<Timed> {
  const kafka = new kafkajs.Kafka({ brokers, clientId: 'latchkey-bench', logLevel: kafkajs.logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `${prefix}bare.${randomUUID()}`, readUncommitted: true, maxWaitTimeInMs: 500 });
  let left = tokens;
  return timed(async () => {
    await consumer.connect();
    await consumer.subscribe({ topic: `${prefix}token-state`, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const eachBatch = async ({ batch }: kafkajs.EachBatchPayload): Promise<void> => {
        for (const { value } of batch.messages) if (value) JSON.parse(value.toString());
        left -= batch.messages.length;
        if (left <= 0) resolve();
      };
      consumer.run({ autoCommit: false, eachBatch }).catch(reject);
    });
  });
}
