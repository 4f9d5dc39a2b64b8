import type { KafkaClient } from '@latchkey/kafka';
import { type ReadRecord, TopicReader } from '@latchkey/kafka/testing';

export type Usage = Extract<ReadRecord<'token-usage'>['decoded'], { kind: 'event' }>['event'];

/** Gathers what stands on token-usage, from its start. */
export class UsageReader {
  private readonly reader: TopicReader<'token-usage'>;

  constructor(client: KafkaClient) {
    this.reader = TopicReader.open(client, ['token-usage']);
  }

  of(tokenId: string): Usage[] {
    const events = this.reader.records.flatMap(({ decoded }) => (decoded.kind === 'event' ? [decoded.event] : []));
    return events.filter(({ data }) => data.token_id === tokenId);
  }

  /** Uses of a token by outcome: the reason, or `allowed`. */
  counts(tokenId: string): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { data } of this.of(tokenId)) {
      const outcome = data.reason ?? data.outcome;
      counts[outcome] = (counts[outcome] ?? 0) + data.count;
    }
    return counts;
  }

  close(): Promise<void> {
    return this.reader.close();
  }
}
