import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { namedGroups, principals, rightsOf, topics } from '@latchkey/contracts';
import { applyAcls, applyTopics, deleteTopics, isForbidden, KafkaClient, kafkaEnv, type KafkaEnv, lookAtAcls, lookAtCluster, lookAtGroups, reasonOf } from '@latchkey/kafka';
import { grantWriting, refusalOf, refusalOfOpening, refusalOfReading, refusalOfWriting } from '@latchkey/kafka/testing';
import { eventually, kafkaBrokers } from '@latchkey/testing';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { type Kafka, startKafka } from '../kafka/start-kafka.js';
import { Children } from '../processes/children.js';
import { makeCertificates } from './certificates.js';
import { environmentOf } from './environment.js';
import { makeSecurity, type Security, superUser } from './security.js';

Logger.overrideLogger(false);
const folder = mkdtempSync(join(tmpdir(), 'secure-kafka-'));
const children = new Children();
const prefix = 'secure.';
let security: Security;
let kafka: Kafka;

beforeAll(async () => {
  security = await makeSecurity(join(folder, 'security'));
  kafka = await startKafka({ dataDir: join(folder, 'kafka'), children, security });
  await applyAcls(clientOf(superUser), principals);
  await applyTopics(clientOf('admin'), { partitions: 1 });
  // The coordinator of groups comes with the first.
  await eventually(async () => expect(await refusalOfReading(clientOf(superUser), 'audit', `${prefix}first`)).toBeUndefined());
}, 120_000);
afterAll(async () => {
  await children.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** As the user's own program would meet the broker. */
function clientOf(user: string, changes: Partial<KafkaEnv> = {}): KafkaClient {
  const env = z.object(kafkaEnv).parse(environmentOf(user, { brokers: kafka.brokers, prefix, security }));
  return KafkaClient.of({ ...env, ...changes }, 'spec');
}

/** Whoever writes nothing may not even have an idempotent producer. */
const refused = /^((TOPIC|GROUP|CLUSTER)_AUTHORIZATION_FAILED|KafkaJSGroupCoordinatorNotFound)$/;

/** A group that the principal may be in, or would be. */
function groupOf(user: string): string {
  const principal = principals.find(({ name }) => name === user);
  const right = principal && rightsOf(principal, prefix).find(({ resource }) => resource === 'group');
  return right ? `${right.name}${right.pattern === 'prefixed' ? 'spec' : ''}` : 'anyone';
}

describe.each(principals.map((principal) => [principal.name, principal] as const))('%s', (user, { reads, writes }) => {
  it('reads what is declared, and nothing else', async () => {
    for (const { name } of topics) {
      const refusal = await refusalOfReading(clientOf(user), name, groupOf(user));
      if (reads.includes(name)) expect([name, refusal]).toEqual([name, undefined]);
      else expect([name, refusal]).toEqual([name, expect.stringMatching(refused)]);
    }
  }, 60_000);

  it('writes what is declared, and nothing else', async () => {
    for (const { name } of topics) {
      const refusal = await refusalOfWriting(clientOf(user), name);
      expect([name, refusal]).toEqual([name, writes.includes(name) ? undefined : expect.stringMatching(refused)]);
    }
  }, 60_000);
});

describe('what would be an attack', () => {
  it.each(['verifier', 'auditor', 'notifier', 'admin', 'doctor', 'example-consumer'])('%s does not make a token by writing token-state', async (user) => {
    expect(await refusalOfWriting(clientOf(user), 'token-state')).toMatch(refused);
  });

  it('a verifier does not take the partitions of the issuer', async () => {
    expect(await refusalOfReading(clientOf('verifier'), 'token-state', `${prefix}issuer`)).toMatch(refused);
  });

  it('a notifier does not shut out the issuer’s relay by opening its transactional id', async () => {
    expect(await refusalOfOpening(clientOf('notifier'), `${prefix}issuer.relay`)).toMatch(refused);
    expect(await refusalOfOpening(clientOf('notifier'), `${prefix}notifier.relay`)).toBeUndefined();
  });

  it.each(['issuer', 'admin', 'doctor'])('%s grants nobody anything', async (user) => {
    expect(await refusalOf(() => grantWriting(clientOf(user), user, `${prefix}token-state`))).toBe('CLUSTER_AUTHORIZATION_FAILED');
  });

  it('an issuer makes and deletes no topic', async () => {
    expect(await refusalOf(() => applyTopics(clientOf('issuer', { KAFKA_TOPIC_PREFIX: 'other.' })))).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(await refusalOf(() => deleteTopics(clientOf('issuer')))).toBe('TOPIC_AUTHORIZATION_FAILED');
  });
});

describe('acls apply', () => {
  const [verifier] = principals.filter(({ name }) => name === 'verifier');
  const apply = (): Promise<string[]> => applyAcls(clientOf(superUser), principals);

  it('changes nothing the second time', async () => expect(await apply()).toEqual([]));

  it('takes back what is not declared, and leaves what is of other names', async () => {
    const admin = clientOf(superUser);
    await grantWriting(admin, 'verifier', `${prefix}token-state`);
    await grantWriting(admin, 'verifier', 'sec', 'prefixed');
    await grantWriting(admin, 'verifier', '*');
    await grantWriting(admin, 'verifier', 'another.token-state');
    expect(await refusalOfWriting(clientOf('verifier'), 'token-state')).toBeUndefined();
    expect((await apply()).sort()).toEqual([
      'User:verifier WRITE TOPIC *: taken back',
      'User:verifier WRITE TOPIC sec*: taken back',
      'User:verifier WRITE TOPIC secure.token-state: taken back',
    ]);
    await eventually(async () => expect(await refusalOfWriting(clientOf('verifier'), 'token-state')).toBe('TOPIC_AUTHORIZATION_FAILED'));
    expect(verifier && (await applyAcls(admin, [verifier]))).toEqual([]);
  });
});

describe('whoever looks', () => {
  it('finds the rights as declared, and one that is not', async () => {
    const [admin, doctor] = [clientOf(superUser), clientOf('doctor')];
    expect(await lookAtAcls(doctor, principals)).toEqual({ missing: [], stray: [] });
    await grantWriting(admin, 'verifier', `${prefix}token-state`);
    await eventually(async () => expect(await lookAtAcls(doctor, principals)).toEqual({ missing: [], stray: ['User:verifier WRITE TOPIC secure.token-state'] }));
    await applyAcls(admin, principals);
    const stranger = { ...(principals[0] as (typeof principals)[number]), name: 'stranger' };
    expect((await lookAtAcls(doctor, [stranger]))?.missing).toContain('User:stranger WRITE TOPIC secure.token-state');
  });

  it('takes no topic for missing, and no group for absent, that it may not see', async () => {
    const seen = (await lookAtCluster(clientOf('doctor'))).topics;
    expect(seen.filter(({ partitions, settings }) => partitions.length === 0 || settings['cleanup.policy'] === undefined)).toEqual([]);
    const groups = namedGroups.map(({ group }) => group);
    expect((await lookAtGroups(clientOf('doctor'), groups)).map(({ group }) => group)).toEqual(groups);
    const looks = [lookAtAcls(clientOf('issuer'), principals), lookAtCluster(clientOf('issuer'))];
    for (const look of looks) expect(isForbidden(await look.then(() => undefined, (error: unknown) => error))).toBe(true);
    expect(await refusalOf(() => lookAtGroups(clientOf('issuer'), ['notifier']))).toBe('KafkaJSGroupCoordinatorNotFound');
  });
});

describe('whoever cannot be let in hears why', () => {
  it.each([
    ['with a wrong password', () => clientOf('verifier', { KAFKA_SASL_PASSWORD: 'wrong' }), /SCRAM SHA512 authentication failed.*invalid credentials/],
    ['as somebody unknown', () => clientOf('verifier', { KAFKA_SASL_USERNAME: 'nobody' }), /SCRAM SHA512 authentication failed.*invalid credentials/],
    ['without TLS', () => clientOf('verifier', { KAFKA_TLS: false, KAFKA_TLS_CA_FILE: undefined }), /the broker speaks TLS and this side does not: set KAFKA_TLS/],
    ['believing whom Node does', () => clientOf('verifier', { KAFKA_TLS: true, KAFKA_TLS_CA_FILE: undefined }), /certificate/],
  ])('%s', async (_, client, reason) => {
    await expect(client().clusterId()).rejects.toThrow(reason);
  });

  it('believing another authority', async () => {
    const { ca } = await makeCertificates();
    await expect(clientOf('verifier', { KAFKA_TLS_CA_FILE: ca }).clusterId()).rejects.toThrow(/certificate/);
  });

  it('with TLS at a broker without', async () => {
    await expect(clientOf('verifier', { KAFKA_BROKERS: kafkaBrokers() }).clusterId()).rejects.toThrow(/TLS|SSL/);
  });

  it('without a log-in', async () => {
    const failure: unknown = await clientOf('verifier', { KAFKA_SASL_USERNAME: undefined }).clusterId().catch((error: unknown) => error);
    expect(reasonOf(failure)).toMatch(/wants a log-in/);
  });
});
