import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const broker = /^[^\s,:]+:\d{1,5}$/;

/** Read with the environment, so that nothing starts on certificates that it does not have. */
const certificates = z.string().transform((file, context): string => {
  try {
    const found = readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
    if (found.length > 0) return found.map((pem) => new X509Certificate(pem).toString()).join('');
  } catch {
    // Told below: what is wrong with it might repeat what stands in it.
  }
  context.addIssue({ code: 'custom', message: 'expected the path of a file with certificates in PEM' });
  return z.NEVER;
});

/** What every service that meets Kafka reads. Whoever reads it checks it with `checkKafka`. */
export const kafkaEnv = {
  KAFKA_BROKERS: z
    .string()
    .transform((list) => list.split(',').map((each) => each.trim()))
    .refine((list) => list.every((each) => broker.test(each)), { error: 'expected host:port, or several separated by commas' })
    .describe('host:port of one or more brokers, separated by commas'),
  KAFKA_TLS: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('whether brokers are spoken to over TLS, their certificates and names checked; default true where KAFKA_TLS_CA_FILE is set, else false; has to be said where KAFKA_SASL_USERNAME is set'),
  KAFKA_TLS_CA_FILE: certificates.optional().describe('path of a file with the certificates in PEM of who vouches for the brokers; default those of Node'),
  KAFKA_SASL_MECHANISM: z.enum(['SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN']).default('SCRAM-SHA-512').describe('SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN; default SCRAM-SHA-512'),
  KAFKA_SASL_USERNAME: z.string().optional().describe('who logs in to the brokers; needed with KAFKA_SASL_PASSWORD; unset, nobody does'),
  KAFKA_SASL_PASSWORD: z.string().optional().meta({ description: 'the password of KAFKA_SASL_USERNAME; needed with it', secret: true }),
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

export type KafkaEnv = z.infer<z.ZodObject<typeof kafkaEnv>>;

type Secured = Pick<KafkaEnv, 'KAFKA_TLS' | 'KAFKA_TLS_CA_FILE' | 'KAFKA_SASL_USERNAME' | 'KAFKA_SASL_PASSWORD'>;

/** Half of a credential would fail at the broker, and one that goes without TLS can be overheard. */
export function checkKafka(env: Secured, context: z.RefinementCtx): void {
  const { KAFKA_TLS: tls, KAFKA_TLS_CA_FILE: ca, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = env;
  const refuse = (name: keyof Secured, message = 'is not set'): void => context.addIssue({ code: 'custom', message, path: [name] });
  if (tls === false && ca !== undefined) refuse('KAFKA_TLS', 'is false while KAFKA_TLS_CA_FILE is set');
  if (password !== undefined && username === undefined) refuse('KAFKA_SASL_USERNAME');
  if (username === undefined) return;
  if (password === undefined) refuse('KAFKA_SASL_PASSWORD');
  if (tls === undefined && ca === undefined) refuse('KAFKA_TLS');
}
