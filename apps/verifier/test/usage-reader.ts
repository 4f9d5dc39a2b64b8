import type { KafkaClient } from '@latchkey/kafka';
import { type ReadRecord, TopicReader } from '@latchkey/kafka/testing';

type AnyUsage = Extract<ReadRecord<'token-usage'>['decoded'], { kind: 'event' }>['event'];
type Type = AnyUsage['type'];
type UsageOf<T extends Type> = Extract<AnyUsage, { type: T }>;
export type Usage = UsageOf<'token.used.v1'>;

/** Gathers what stands on token-usage, from its start. */
export class UsageReader {
  private readonly reader: TopicReader<'token-usage'>;

  constructor(client: KafkaClient) {
    this.reader = TopicReader.open(client, ['token-usage']);
  }

  of(tokenId: string): Usage[] {
    return this.every('token.used.v1').filter(({ data }) => data.token_id === tokenId);
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

  /** How often what was no token was refused, by reason. */
  unknown(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { data } of this.every('verification.unknown.v1')) counts[data.reason] = (counts[data.reason] ?? 0) + data.count;
    return counts;
  }

  every<T extends Type>(type: T): UsageOf<T>[] {
    return this.reader.records.flatMap(({ decoded }) => (decoded.kind === 'event' && isOf(decoded.event, type) ? [decoded.event] : []));
  }

  close(): Promise<void> {
    return this.reader.close();
  }
}

function isOf<T extends Type>(event: AnyUsage, type: T): event is UsageOf<T> {
  return event.type === type;
}
