import type { Batch, ReceivedRecord } from '@latchkey/kafka';
import { type Fingerprint, fingerprintOf } from './fingerprint.js';

/** The last record of a key; without a state where it cannot be read. */
export interface LastRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly state: Fingerprint | undefined;
}

/** Of each token what compaction would keep, as far as token-state has been read. Keys with a tombstone are forgotten. */
export class TopicPicture {
  private readonly lasts = new Map<string, LastRecord>();

  take({ partition, records }: Batch<'token-state'>): void {
    for (const record of records) this.takeRecord(partition, record);
  }

  last(key: string): LastRecord | undefined {
    return this.lasts.get(key);
  }

  get keys(): string[] {
    return [...this.lasts.keys()];
  }

  private takeRecord(partition: number, { offset, raw, decoded }: ReceivedRecord<'token-state'>): void {
    // A compacted topic takes no record without a key.
    const key = raw.key ?? '';
    if (decoded.kind === 'tombstone') this.lasts.delete(key);
    else if (decoded.kind === 'unreadable') this.lasts.set(key, { partition, offset, state: undefined });
    else if (decoded.event.type === 'token.state.v1') this.lasts.set(key, { partition, offset, state: fingerprintOf(decoded.event.data) });
    // What could not be read before a heartbeat is made good by it.
    else this.lasts.delete(key);
  }
}
