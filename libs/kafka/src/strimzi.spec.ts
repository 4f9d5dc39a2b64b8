import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { strimziTopics, strimziUsers } from './strimzi.js';

const shipped = (file: string): string => readFileSync(new URL(`../../../deploy/kubernetes/examples/strimzi/${file}`, import.meta.url), 'utf8');
const options = { cluster: 'latchkey', topicPrefix: 'latchkey.', replicas: 3 };
const renew = (what: string): string => `renew it: node libs/kafka/dist/strimzi.main.js ${what} > deploy/kubernetes/examples/strimzi/${what}.yaml`;

describe('deploy/kubernetes/examples/strimzi', () => {
  it(`has the topics as they are declared (${renew('topics')})`, () => {
    expect(shipped('topics.yaml')).toBe(strimziTopics(options));
  });

  it(`has the users with the rights that are declared (${renew('users')})`, () => {
    expect(shipped('users.yaml')).toBe(strimziUsers(options));
  });
});

describe('a manifest', () => {
  it('carries a name that Kubernetes takes, whatever the prefix', () => {
    const text = strimziTopics({ ...options, topicPrefix: '_Team.Prod_' });
    expect(text).toContain('  name: team.prod-token-state\n');
    expect(text).toContain('  topicName: "_Team.Prod_token-state"\n');
  });

  it('lets the issuer alone write token-state', () => {
    const writers = strimziUsers(options).split('---\n').filter((user) => /name: latchkey\.token-state, patternType: literal \}\n +operations: \[.*Write/.test(user));
    expect(writers.map((user) => /^ {2}name: (.+)$/m.exec(user)?.[1])).toEqual(['issuer']);
  });
});
