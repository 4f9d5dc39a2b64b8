import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import type { RecordMetadata, TopicMessages } from 'kafkajs';
import { SentInPartError } from './kafka.errors.js';
import { checkSentWhole, partitioner } from './sent-whole.js';

type Send = (request: { acks: number; topicMessages: TopicMessages[] }) => Promise<RecordMetadata[]>;
/** The part of kafkajs that sends and tries again, on a cluster of our own. */
const createSendMessages = createRequire(import.meta.url)('kafkajs/src/producer/sendMessages') as (parts: object) => Send;
const createRetry = createRequire(import.meta.url)('kafkajs/src/retry') as (options: object) => unknown;

const sent = (): TopicMessages[] => [{ topic: 'facts', messages: [0, 1].map((partition) => ({ key: 'k', value: `of ${partition}`, partition })) }];

/** Two brokers lead a partition each. When first asked, the second is no leader any more: by the next attempt the first leads both. */
function whileALeaderMoves(): { send: Send; received: string[] } {
  const received: string[] = [];
  let leaders = [1, 2];
  const broker = (nodeId: number) => ({
    nodeId,
    async produce({ topicData }: { topicData: { topic: string; partitions: { partition: number; messages: { value: string }[] }[] }[] }) {
      if (nodeId === 2) throw Object.assign(new Error('no leader'), { name: 'KafkaJSProtocolError', type: 'NOT_LEADER_FOR_PARTITION', retriable: true });
      const topics = topicData.map(({ topic, partitions }) => ({ topicName: topic, partitions: partitions.map(({ partition }) => ({ partition, errorCode: 0, baseOffset: '0' })) }));
      received.push(...topicData.flatMap(({ partitions }) => partitions.flatMap(({ messages }) => messages.map(({ value }) => value))));
      return { topics };
    },
  });
  const brokers = new Map([1, 2].map((nodeId) => [nodeId, broker(nodeId)]));
  const metadata = () => leaders.map((leader, partitionId) => ({ partitionId, leader }));
  const cluster = {
    isConnected: () => true,
    addMultipleTargetTopics: async () => undefined,
    refreshMetadataIfNecessary: async () => undefined,
    refreshMetadata: async () => void (leaders = [1, 1]),
    findTopicPartitionMetadata: metadata,
    findLeaderForPartitions: (_: string, of: string[]) => {
      const byLeader: Record<number, number[]> = {};
      for (const partition of of.map(Number)) (byLeader[leaders[partition] ?? 0] ??= []).push(partition);
      return byLeader;
    },
    findBroker: async ({ nodeId }: { nodeId: string }) => brokers.get(Number(nodeId)),
  };
  const nothing = (): undefined => undefined;
  const eosManager = { acquireBrokerLock: nothing, releaseBrokerLock: nothing, isTransactional: () => false, getSequence: () => 0, updateSequence: nothing, getProducerId: () => 1, getProducerEpoch: () => 0 };
  const logger = { debug: nothing, error: nothing };
  const send = createSendMessages({ logger, cluster, eosManager, partitioner: partitioner(), retrier: createRetry({ retries: 3, initialRetryTime: 1 }) });
  return { send, received };
}

describe('what was sent', () => {
  it('is told from what kafkajs left out when a leader moved between its attempts, of which it says nothing', async () => {
    const { send, received } = whileALeaderMoves();
    const messages = sent();
    const answered = await send({ acks: -1, topicMessages: messages });
    expect(received).toEqual(['of 0']);
    expect(() => checkSentWhole(messages, answered)).toThrow(new SentInPartError('facts/1'));
  });

  it('is whole where every partition was answered for', () => {
    const choose = partitioner();
    const messages = sent();
    for (const { topic, messages: each } of messages) for (const message of each) choose({ topic, message, partitionMetadata: [] });
    const answered = [0, 1].map((partition) => ({ topicName: 'facts', partition, errorCode: 0 }));
    expect(() => checkSentWhole(messages, answered)).not.toThrow();
    expect(() => checkSentWhole(messages, answered.slice(1))).toThrow(new SentInPartError('facts/0'));
  });
});
