/** The logical names; on the broker each carries the configured prefix (`latchkey.` by default). */
export const topicNames = ['token-state', 'token-events', 'token-usage', 'activity', 'audit', 'audit-checkpoints'] as const;
export type SourceTopic = (typeof topicNames)[number];
export type DeadTopic = `${SourceTopic}.dead`;
export type TopicName = SourceTopic | DeadTopic;
/** The topic itself, or the one that a dead-letter topic sets aside from. */
export type SourceOf<T extends TopicName> = T extends `${infer S extends SourceTopic}.dead` ? S : T;

export interface Topic {
  readonly name: TopicName;
  readonly summary: string;
  readonly key: string;
  readonly partitions: number;
  /** Partition count and partitioner decide where a key's latest state lies, so they may never change. */
  readonly fixedPartitions: boolean;
  readonly config: Readonly<Record<string, string>>;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const defaultPartitions = 6;

const kept = (days: number): Record<string, string> => ({ 'cleanup.policy': 'delete', 'retention.ms': String(days * day) });

function topic(name: TopicName, key: string, summary: string, config: Record<string, string>): Topic {
  return { name, key, summary, config, partitions: defaultPartitions, fixedPartitions: name === 'token-state' };
}

const sources: readonly Topic[] = [
  topic('token-state', 'token id', 'The latest state of each token, a heartbeat per partition each second, and tombstones.', {
    'cleanup.policy': 'compact',
    'segment.ms': String(10 * minute),
    'max.compaction.lag.ms': String(hour),
    'min.cleanable.dirty.ratio': '0.1',
    'delete.retention.ms': String(7 * day),
  }),
  topic('token-events', 'customer id', 'Facts in the life of tokens.', kept(30)),
  topic('token-usage', 'token id; `verifier/` and the verifier’s for what is of no token', 'How often each token was used, per minute and outcome.', kept(7)),
  topic('activity', 'customer id', 'What services did on behalf of a token.', kept(30)),
  topic('audit', 'log name', 'Every audit record with its position in the provable log.', kept(400)),
  topic('audit-checkpoints', 'log name', 'Signed tree heads.', { 'cleanup.policy': 'delete', 'retention.ms': '-1' }),
];

/** Topics whose consumers set aside what breaks its contract; token-state refuses instead, and the auditor logs it. */
const deadLettered: readonly SourceTopic[] = ['token-events', 'token-usage', 'activity'];

/** Every topic there is. Declared here alone; `topics apply` makes them so. */
export const topics: readonly Topic[] = [
  ...sources,
  ...deadLettered.map((name) => topic(`${name}.dead`, 'as the source', `What broke its contract on ${name}.`, kept(30))),
];

export function sourceOf<T extends TopicName>(name: T): SourceOf<T> {
  return name.replace(/\.dead$/, '') as SourceOf<T>;
}
