import { z } from 'zod';

const broker = /^[^\s,:]+:\d{1,5}$/;

/** What every service that meets Kafka reads. */
export const kafkaEnv = {
  KAFKA_BROKERS: z
    .string()
    .transform((list) => list.split(',').map((each) => each.trim()))
    .refine((list) => list.every((each) => broker.test(each)), { error: 'expected host:port, or several separated by commas' })
    .describe('host:port of one or more brokers, separated by commas'),
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{0,100}$/)
    .default('latchkey.')
    .describe('what the name of every topic and group starts with, default latchkey.'),
  KAFKA_SESSION_TIMEOUT_SECONDS: z.coerce
    .number()
    .min(1)
    .max(300)
    .default(10)
    .describe('after how long without a sign of life others take over the partitions of a consumer, default 10'),
};

export type KafkaEnv = { [Name in keyof typeof kafkaEnv]: z.infer<(typeof kafkaEnv)[Name]> };
