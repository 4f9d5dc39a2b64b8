import type { OutgoingRecord, TopicName } from '@latchkey/contracts';
import type { SentRecord } from '@latchkey/kafka';

/** What a service adds to its relay: records that say, once a second, how far the topic has come. */
export interface HeartbeatSource {
  readonly topic: TopicName;
  /** Called with the lock held and the producer open, before any row is read; each time anew after a failure of Kafka. */
  begin(): Promise<void>;
  /**
   * The records to send after the rows of a batch, in its transaction. Every change acknowledged before `asOf` stands before
   * them; `drained` says that no row was left behind.
   */
  records(asOf: Date, drained: boolean): Promise<OutgoingRecord[]>;
  /** Called after each committed transaction. */
  sent(records: readonly SentRecord[]): Promise<void>;
  /** Called when this relay leads no more; ends what `begin` started. Another call may still be under way, and must then begin nothing. */
  end(): Promise<void>;
}
