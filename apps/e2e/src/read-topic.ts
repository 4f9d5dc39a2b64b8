import { randomUUID } from 'node:crypto';
import { contractsOf, decodeEvent, type TopicName } from '@latchkey/contracts';
import type { KafkaClient, ReceivedRecord } from '@latchkey/kafka';

export interface ReadRecord<T extends TopicName> extends Pick<ReceivedRecord<T>, 'raw' | 'decoded' | 'offset'> {
  readonly partition: number;
}

/** All that a topic holds up to the end that it has now, in order within each partition; what was never committed, too, if `uncommitted`. */
export async function readTopic<T extends TopicName>(client: KafkaClient, topic: T, { uncommitted = false } = {}): Promise<ReadRecord<T>[]> {
  const marks = await client.watermarks(topic);
  const ends = new Map(marks.filter(({ low, high }) => high > low).map(({ partition, high }) => [partition, high]));
  const consumer = client.consumer({ groupId: client.prefixed(`reader.${randomUUID()}`), maxWaitTimeInMs: 100, readUncommitted: uncommitted });
  const records: ReadRecord<T>[] = [];
  const atEnd = new Promise<void>((resolve, reject) => {
    if (ends.size === 0) resolve();
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
      if (BigInt(lastOffset) + 1n >= (ends.get(partition) ?? 0n)) ends.delete(partition);
      if (ends.size === 0) resolve();
    });
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [client.prefixed(topic)], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { partition, messages } }) => {
        for (const message of messages) records.push({ partition, offset: BigInt(message.offset), ...read(topic, message) });
      },
    });
    await atEnd;
  } finally {
    await consumer.disconnect();
  }
  return records;
}

interface Message {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, unknown>>;
}

function read<T extends TopicName>(topic: T, { key, value, headers = {} }: Message): Pick<ReceivedRecord<T>, 'raw' | 'decoded'> {
  const texts = Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, String(header)]));
  const raw = { key: key && key.toString(), value, headers: texts };
  return { raw, decoded: decodeEvent(contractsOf(topic), raw) };
}
