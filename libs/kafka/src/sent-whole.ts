import kafkajs, { type ICustomPartitioner, type Message, type RecordMetadata, type TopicMessages } from 'kafkajs';
import { SentInPartError } from './kafka.errors.js';

/** Where kafkajs put each message when it last tried to send it. */
const partitions = new WeakMap<Message, number>();

/** Java's: where a key lies never depends on who sent it. What it decides is kept for `checkSentWhole`. */
export const partitioner: ICustomPartitioner = () => {
  const choose = kafkajs.Partitioners.DefaultPartitioner();
  return (args) => {
    const partition = choose(args);
    partitions.set(args.message, partition);
    return partition;
  };
};

/**
 * Throws where kafkajs says that all was sent and it was not. Between its own attempts it remembers which brokers have answered: a partition that failed, and
 * has moved to one of those since, is left out of the next attempt, which then succeeds. So each partition has to be among what was answered for.
 */
export function checkSentWhole(sent: readonly TopicMessages[], answered: readonly RecordMetadata[]): void {
  const places = new Set(answered.map(({ topicName, partition }) => `${topicName}/${partition}`));
  for (const { topic, messages } of sent) {
    for (const message of messages) {
      const place = `${topic}/${partitions.get(message)}`;
      if (!places.has(place)) throw new SentInPartError(place);
    }
  }
}
