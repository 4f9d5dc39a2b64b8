import type { TopicName } from '@latchkey/contracts';
import type { Batch, ReceivedRecord } from '@latchkey/kafka';

/** What is audited. */
export const auditedTopics = ['token-events', 'token-usage', 'activity'] as const satisfies readonly TopicName[];
type AuditedTopic = (typeof auditedTopics)[number];

export type AuditedBatch = Batch<AuditedTopic>;
export type AuditedRecord = ReceivedRecord<AuditedTopic>;
export type AuditedEvent = Extract<AuditedRecord['decoded'], { kind: 'event' }>['event'];
