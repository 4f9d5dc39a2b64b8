import { describe, expect, it } from '@jest/globals';
import { principals, rightsOf } from './kafka-rights.js';
import type { TopicName } from './topics.js';

const named = (name: string) => {
  const principal = principals.find((each) => each.name === name);
  if (!principal) throw new Error(`no principal ${name}`);
  return principal;
};
const readersOf = (topic: TopicName): string[] => principals.filter(({ reads }) => reads.includes(topic)).map(({ name }) => name);
const writersOf = (topic: TopicName): string[] => principals.filter(({ writes }) => writes.includes(topic)).map(({ name }) => name);

describe('the principals', () => {
  it.each([
    // Whoever can write it can make tokens.
    ['token-state', ['issuer']],
    ['token-events', ['issuer', 'notifier']],
    ['token-usage', ['verifier']],
    ['activity', ['auditor', 'notifier', 'example-reporter']],
    ['audit', ['auditor']],
    ['audit-checkpoints', ['auditor']],
    ['token-events.dead', ['notifier']],
    ['token-usage.dead', ['issuer', 'notifier']],
    ['activity.dead', []],
  ] as const)('that write %s are %j', (topic, writers) => expect(writersOf(topic)).toEqual(writers));

  it('that know the digests of tokens are the services', () => {
    expect(readersOf('token-state')).toEqual(['issuer', 'verifier', 'auditor', 'notifier']);
  });

  it('that read what customers’ services did is the auditor', () => expect(readersOf('activity')).toEqual(['auditor']));

  it('share no group save those of which each reading is one of its own, and no transactional id', () => {
    const groups = principals.flatMap((each) => each.groups).filter((group) => !/^(replica|scan)\./.test(group));
    const ids = principals.flatMap(({ transactionalIds }) => transactionalIds);
    expect(new Set(groups).size).toBe(groups.length);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('that make topics neither read nor write them', () => {
    for (const { reads, writes } of principals.filter(({ administers }) => administers.length > 0)) expect([...reads, ...writes]).toEqual([]);
  });
});

describe('rightsOf', () => {
  it('names things as on the broker', () => {
    expect(rightsOf(named('verifier'), 'latchkey.')).toEqual([
      { resource: 'topic', name: 'latchkey.token-state', pattern: 'literal', operations: ['Read'] },
      { resource: 'topic', name: 'latchkey.token-usage', pattern: 'literal', operations: ['Write'] },
      { resource: 'group', name: 'latchkey.replica.token-state.', pattern: 'prefixed', operations: ['Read'] },
    ]);
  });

  it('holds both where a topic is read and written, and transactional ids', () => {
    const rights = rightsOf(named('issuer'), 'lk.');
    expect(rights).toContainEqual({ resource: 'topic', name: 'lk.token-state', pattern: 'literal', operations: ['Read', 'Write'] });
    expect(rights).toContainEqual({ resource: 'transactional-id', name: 'lk.issuer.relay', pattern: 'literal', operations: ['Write'] });
  });

  it('gives whoever makes topics what making them takes', () => {
    expect(rightsOf(named('admin'), 'lk.')).toContainEqual({ resource: 'topic', name: 'lk.audit', pattern: 'literal', operations: ['Create', 'Alter', 'AlterConfigs'] });
  });

  it('lets whoever inspects see topics, groups and rights, and read none', () => {
    const rights = rightsOf(named('doctor'), 'lk.');
    expect(rights).toContainEqual({ resource: 'topic', name: 'lk.token-state', pattern: 'literal', operations: ['Describe', 'DescribeConfigs'] });
    expect(rights).toContainEqual({ resource: 'group', name: 'lk.notifier.facts', pattern: 'literal', operations: ['Describe'] });
    expect(rights).toContainEqual({ resource: 'cluster', name: 'kafka-cluster', pattern: 'literal', operations: ['Describe'] });
    expect(new Set(rights.flatMap(({ operations }) => operations))).toEqual(new Set(['Describe', 'DescribeConfigs']));
  });

  it('leaves the groups of others without the prefix', () => {
    expect(rightsOf(named('example-consumer'), 'lk.')).toContainEqual({ resource: 'group', name: 'example', pattern: 'prefixed', operations: ['Read'] });
  });
});
