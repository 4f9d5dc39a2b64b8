import { type TopicName, topics } from './topics.js';

/** Who may do what on Kafka. `kafka` itself, which grants these rights, is not among them: whoever may grant may do everything. */
export interface Principal {
  /** The user name, as in `User:issuer`. */
  readonly name: string;
  /** A service or the operator's set-up, as every deployment has them; or an example of a program beside Latchkey. */
  readonly kind: 'service' | 'operator' | 'example';
  readonly summary: string;
  readonly reads: readonly TopicName[];
  readonly writes: readonly TopicName[];
  /** Topics that it makes, enlarges and configures. */
  readonly administers: readonly TopicName[];
  /** Consumer groups; one that ends in `*` stands for all that start so. Those of an example carry no prefix on the broker. */
  readonly groups: readonly string[];
  readonly transactionalIds: readonly string[];
  /** Sees the topics with their settings, how far the services' groups have come, and who may do what; and no record. */
  readonly inspects: boolean;
}

const none = { reads: [], writes: [], administers: [], groups: [], transactionalIds: [], inspects: false } as const;
/** Each reading of a replica, and each scan of a topic, is a group of its own. */
const keyring = 'replica.token-state.*';
const scanOf = (topic: TopicName): string => `scan.${topic}.*`;

/**
 * Least rights of each. A group that reads token-events or token-usage sets aside what breaks its contract, so its service writes the topic's `.dead`; the auditor logs it
 * instead. Idempotent producers need no right on the cluster: who may write any topic may have one (KIP-679).
 */
export const principals: readonly Principal[] = [
  {
    ...none,
    name: 'issuer',
    kind: 'service',
    summary: 'Writes token-state, which nobody else may: whoever can, can make tokens. Reads it where a command compares it with the database, or recovers that by it.',
    reads: ['token-state', 'token-usage'],
    writes: ['token-state', 'token-events', 'token-usage.dead'],
    groups: ['issuer', scanOf('token-state')],
    transactionalIds: ['issuer.relay'],
  },
  {
    ...none,
    name: 'verifier',
    kind: 'service',
    summary: 'Knows tokens by token-state, and tells of their use.',
    reads: ['token-state'],
    writes: ['token-usage'],
    groups: [keyring],
  },
  {
    ...none,
    name: 'auditor',
    kind: 'service',
    summary: 'Reads what it audits, and what it published itself; tells of activity that was reported over HTTP, and of who read the log.',
    reads: ['token-state', 'token-events', 'token-usage', 'activity', 'audit', 'audit-checkpoints'],
    writes: ['activity', 'audit', 'audit-checkpoints'],
    groups: ['auditor', 'auditor-checkpoints', keyring, scanOf('audit'), scanOf('token-events'), scanOf('token-usage'), scanOf('activity')],
  },
  {
    ...none,
    name: 'notifier',
    kind: 'service',
    summary: 'Follows tokens, their facts and their use; announces on token-events, and tells of what callers change.',
    reads: ['token-state', 'token-events', 'token-usage'],
    writes: ['token-events', 'activity', 'token-events.dead', 'token-usage.dead'],
    groups: ['notifier', 'notifier.facts', 'notifier.refusals', 'notifier.routing', 'notifier.usage', keyring, scanOf('token-state')],
    transactionalIds: ['notifier.relay'],
  },
  {
    ...none,
    name: 'admin',
    kind: 'operator',
    summary: 'Runs `topics apply`. Reads and writes nothing.',
    administers: topics.map(({ name }) => name),
  },
  {
    ...none,
    name: 'doctor',
    kind: 'operator',
    summary: 'Looks at a deployment for the doctor. Reads and writes nothing.',
    inspects: true,
  },
  {
    ...none,
    name: 'example-consumer',
    kind: 'example',
    summary: 'An internal service that acts on what happens to tokens.',
    reads: ['token-events'],
    groups: ['example*'],
  },
  {
    ...none,
    name: 'example-reporter',
    kind: 'example',
    summary: 'An internal service that tells what was done with a token.',
    writes: ['activity'],
  },
  {
    ...none,
    name: 'example-analyst',
    kind: 'example',
    summary: 'Exports the audit topic.',
    reads: ['audit', 'audit-checkpoints'],
    groups: ['audit-export.*'],
  },
];

/** The groups of a name of their own, and whose they are. */
export const namedGroups = principals
  .filter(({ kind }) => kind === 'service')
  .flatMap(({ name, groups }) => groups.filter((group) => !group.endsWith('*')).map((group) => ({ service: name, group })));

/** Kafka's own names. Read, Write and Alter imply Describe, and AlterConfigs implies DescribeConfigs. */
export type Operation = 'Read' | 'Write' | 'Create' | 'Alter' | 'AlterConfigs' | 'Describe' | 'DescribeConfigs';

/** Operations that a principal may do on what is so named on the broker, from any host. */
export interface Right {
  readonly resource: 'topic' | 'group' | 'transactional-id' | 'cluster';
  readonly name: string;
  readonly pattern: 'literal' | 'prefixed';
  readonly operations: readonly Operation[];
}

const administration: readonly Operation[] = ['Create', 'Alter', 'AlterConfigs'];
const inspection: readonly Operation[] = ['Describe', 'DescribeConfigs'];
/** As Kafka names the one that there is. */
const cluster = 'kafka-cluster';

/** All that `principal` may do, with the names of a deployment whose topics start with `topicPrefix`. */
export function rightsOf(principal: Principal, topicPrefix: string): Right[] {
  const { reads, writes, administers, groups, transactionalIds, inspects, kind } = principal;
  const ofTopics = topics.flatMap(({ name }): Right[] => {
    const operations = [...of(reads, name, 'Read'), ...of(writes, name, 'Write'), ...of(administers, name, ...administration), ...(inspects ? inspection : [])];
    return operations.length === 0 ? [] : [{ resource: 'topic', name: `${topicPrefix}${name}`, pattern: 'literal', operations }];
  });
  const groupPrefix = kind === 'example' ? '' : topicPrefix;
  return [
    ...ofTopics,
    ...groups.map((group): Right => ({ resource: 'group', ...named(`${groupPrefix}${group}`), operations: ['Read'] })),
    ...(inspects ? namedGroups : []).map(({ group }): Right => ({ resource: 'group', ...named(`${topicPrefix}${group}`), operations: ['Describe'] })),
    ...(inspects ? [{ resource: 'cluster', ...named(cluster), operations: ['Describe'] } satisfies Right] : []),
    ...transactionalIds.map((id): Right => ({ resource: 'transactional-id', ...named(`${topicPrefix}${id}`), operations: ['Write'] })),
  ];
}

function of(names: readonly TopicName[], name: TopicName, ...operations: Operation[]): readonly Operation[] {
  return names.includes(name) ? operations : [];
}

function named(name: string): Pick<Right, 'name' | 'pattern'> {
  return name.endsWith('*') ? { name: name.slice(0, -1), pattern: 'prefixed' } : { name, pattern: 'literal' };
}
