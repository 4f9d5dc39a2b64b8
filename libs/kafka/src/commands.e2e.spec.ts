import { topics } from '@latchkey/contracts';
import { afterAll, describe, expect, it } from '@jest/globals';
import { kafkaBrokers, runMain, uniquePrefix } from '@latchkey/testing';
import { KafkaClient } from './kafka-client.js';
import { deleteTopics } from './topics-admin.js';

const topicPrefix = uniquePrefix();
const env = { KAFKA_BROKERS: kafkaBrokers().join(','), KAFKA_TOPIC_PREFIX: topicPrefix };
afterAll(() => deleteTopics(new KafkaClient({ brokers: kafkaBrokers(), clientId: 'commands-test', topicPrefix })));

describe('topics', () => {
  const run = (...args: string[]) => runMain(import.meta.url, 'topics.main', { env }, ...args);

  it('prints what it made, and nothing else; the next time that there was nothing to do', async () => {
    const made = topics.map(({ name }) => `${topicPrefix}${name}: created\n`).join('');
    expect(await run('apply')).toEqual({ code: 0, stdout: made, stderr: '' });
    expect(await run('apply')).toEqual({ code: 0, stdout: 'all topics are as declared\n', stderr: '' });
  });

  it.each([[[]], [['applied']], [['apply', 'all']]])('says how it is called: %j', async (args) => {
    expect(await run(...args)).toEqual({ code: 64, stdout: '', stderr: 'usage: topics apply\n' });
  });
});

describe.each(['topics', 'acls'])('%s', (command) => {
  it.each([
    ['KAFKA_BROKERS', { KAFKA_BROKERS: '' }],
    ['KAFKA_SASL_PASSWORD', { KAFKA_SASL_PASSWORD: 'a', KAFKA_SASL_PASSWORD_FILE: 'b' }],
    ['KAFKA_SASL_PASSWORD', { KAFKA_SASL_USERNAME: 'admin', KAFKA_TLS: 'true', KAFKA_SASL_PASSWORD_FILE: '/none' }],
  ])('says that %s is wrong: %j', async (name, changes) => {
    expect(await runMain(import.meta.url, `${command}.main`, { env: { ...env, ...changes } }, 'apply')).toEqual({ code: 78, stdout: '', stderr: expect.stringMatching(new RegExp(`^${name}: .+\n$`)) });
  });
});
