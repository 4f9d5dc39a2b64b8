import type { KafkaClient } from '@latchkey/kafka';
import { readTopic } from '@latchkey/stack/clients';
import { factOf } from '../load/ledger.js';

export type AuditedTopic = 'token-events' | 'token-usage' | 'activity';

export interface TopicContents {
  /** By the log that it is the input of, the ids of the events on each partition, in their order. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** The changes of tokens that it tells of. */
  readonly facts: ReadonlySet<string>;
}

/** All that an input of the audit holds now. */
export async function topicContents(client: KafkaClient, topic: AuditedTopic): Promise<TopicContents> {
  const [ids, facts] = [new Map<string, string[]>(), new Set<string>()];
  for (const { partition, decoded } of await readTopic<AuditedTopic>(client, topic)) {
    if (decoded.kind !== 'event') throw new Error(`a record of ${topic} is ${decoded.kind}`);
    const log = `${topic}/${partition}`;
    const { id, type, data } = decoded.event;
    const earlier = ids.get(log);
    if (earlier) earlier.push(id);
    else ids.set(log, [id]);
    if ('token_id' in data && 'sequence' in data) facts.add(factOf({ action: type.replace(/\.v\d+$/, ''), tokenId: data.token_id, sequence: data.sequence }));
  }
  return { ids, facts };
}
