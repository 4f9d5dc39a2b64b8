import type { KafkaClient } from '@latchkey/kafka';
import { type ReadRecord, TopicReader } from '@latchkey/kafka/testing';

type TokenEvent = Extract<ReadRecord<'token-events'>['decoded'], { kind: 'event' }>['event'];

/** Gathers what keeps its contract on token-events, from the start. */
export class EventsReader {
  private readonly reader: TopicReader<'token-events'>;

  constructor(client: KafkaClient) {
    this.reader = TopicReader.open(client, ['token-events']);
  }

  get events(): readonly TokenEvent[] {
    return this.reader.records.flatMap(({ decoded }) => (decoded.kind === 'event' ? [decoded.event] : []));
  }

  idsAbout(...tokenIds: string[]): string[] {
    return this.events.filter(({ subject }) => tokenIds.includes(subject ?? '')).map(({ id }) => id);
  }

  close(): Promise<void> {
    return this.reader.close();
  }
}
