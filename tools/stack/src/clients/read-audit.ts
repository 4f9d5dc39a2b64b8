import { isDeepStrictEqual } from 'node:util';
import type { auditRecorded, DataOf } from '@latchkey/contracts';
import type { KafkaClient } from '@latchkey/kafka';
import { readTopic } from './read-topic.js';

export type AuditRecord = DataOf<typeof auditRecorded>;

/** Every record on the audit topic, once by (log, index); throws where one breaks its contract, or where two under one index differ. */
export async function readAudit(client: KafkaClient): Promise<AuditRecord[]> {
  const records = new Map<string, AuditRecord>();
  for (const { decoded } of await readTopic(client, 'audit')) {
    if (decoded.kind !== 'event') throw new Error(`a record of the audit topic is ${decoded.kind}`);
    const { data } = decoded.event;
    const earlier = records.get(placeOf(data));
    if (earlier && !isDeepStrictEqual(earlier, data)) throw new Error(`${placeOf(data)} was published twice, and differs`);
    records.set(placeOf(data), data);
  }
  return [...records.values()];
}

export function placeOf({ log, index }: Pick<AuditRecord, 'log' | 'index'>): string {
  return `${log}#${index}`;
}
