import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { generate } from 'selfsigned';
import { z } from 'zod';
import { checkKafka, kafkaEnv } from './kafka.env.js';

const folder = mkdtempSync(join(tmpdir(), 'kafka-env-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const { cert, private: key } = await generate([{ name: 'commonName', value: 'ca' }], { keyType: 'ec', algorithm: 'sha256' });
const ca = file('ca.pem', `who vouches\n${cert}`);

const schema = z.object(kafkaEnv).superRefine(checkKafka);
const read = (env: Record<string, string>) => schema.safeParse({ KAFKA_BROKERS: 'kafka:9093', ...env });
const login = { KAFKA_SASL_USERNAME: 'issuer', KAFKA_SASL_PASSWORD: 'secret' };

describe('how Kafka is met', () => {
  it('is without TLS and without a log-in unless said', () => {
    const { data } = read({});
    expect(data).toMatchObject({ KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512', KAFKA_TOPIC_PREFIX: 'latchkey.' });
    expect([data?.KAFKA_TLS, data?.KAFKA_TLS_CA_FILE, data?.KAFKA_SASL_USERNAME]).toEqual([undefined, undefined, undefined]);
  });

  it.each([{ KAFKA_TLS: 'true' }, { KAFKA_TLS_CA_FILE: ca }, { KAFKA_TLS: 'false' }])('may be a log-in with %p', (tls) => {
    expect(read({ ...tls, ...login }).success).toBe(true);
  });

  it('takes the certificates of a file, and not what stands between them', () => {
    expect(read({ KAFKA_TLS_CA_FILE: ca }).data?.KAFKA_TLS_CA_FILE?.trim()).toBe(cert.trim());
  });

  it.each([
    ['KAFKA_SASL_USERNAME', { KAFKA_TLS: 'true', KAFKA_SASL_PASSWORD: 'secret' }],
    ['KAFKA_SASL_PASSWORD', { KAFKA_TLS: 'true', KAFKA_SASL_USERNAME: 'issuer' }],
    // Nobody logs in over what can be overheard without having said so.
    ['KAFKA_TLS', login],
    ['KAFKA_TLS', { KAFKA_TLS: 'false', KAFKA_TLS_CA_FILE: ca }],
    ['KAFKA_TLS', { KAFKA_TLS: 'yes' }],
    ['KAFKA_SASL_MECHANISM', { KAFKA_SASL_MECHANISM: 'GSSAPI' }],
    ['KAFKA_TLS_CA_FILE', { KAFKA_TLS_CA_FILE: join(folder, 'none') }],
    ['KAFKA_TLS_CA_FILE', { KAFKA_TLS_CA_FILE: file('key.pem', key) }],
    ['KAFKA_TLS_CA_FILE', { KAFKA_TLS_CA_FILE: file('broken.pem', '-----BEGIN CERTIFICATE-----\nsecret\n-----END CERTIFICATE-----') }],
  ] as const)('is refused at %s where it is %p, and no value is shown', (name, env) => {
    const { error } = read(env);
    expect(error?.issues.map(({ path }) => path.join())).toEqual([name]);
    expect(JSON.stringify(error?.issues.map(({ message }) => message))).not.toContain('secret');
  });
});
