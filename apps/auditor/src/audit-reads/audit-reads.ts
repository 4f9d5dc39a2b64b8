import { EventProducer } from '@latchkey/kafka';
import { BackgroundLoop, type Caller, type Origin } from '@latchkey/runtime';
import { mintId } from '@latchkey/tokens';
import { Inject, Injectable } from '@nestjs/common';
import { AuditorMetrics } from '../auditor.metrics.js';
import { type Read, type ReadKind, readRecord } from './read-record.js';

const gatherMs = 60_000;
const maxReads = 10_000;
const maxBatch = 500;

/** What says where in the answer a request goes on, and so makes no other read of it. */
const places = new Set(['cursor', 'after', 'limit', 'customer_id']);

export interface Reading {
  readonly kind: ReadKind;
  readonly query: Readonly<Record<string, unknown>>;
  readonly events: number;
}

/**
 * Has who reads the log stand in it. Like reads of one caller within a minute are one record with their number: whoever polls leaves one a minute, also of the records
 * that this makes. While Kafka is away reading goes on, and what was read waits in memory; of more than there is room for only the number is told.
 */
@Injectable()
export class AuditReads extends BackgroundLoop {
  private readonly gathered = new Map<string, Read>();

  constructor(
    @Inject(EventProducer) private readonly producer: Pick<EventProducer, 'send'>,
    private readonly metrics: AuditorMetrics,
  ) {
    super({ everyMs: 5_000, failure: 'who read the log is not on record yet' });
  }

  note(caller: Caller, origin: Origin, { kind, query, events }: Reading, now = Date.now()): void {
    // People are known to the issuer alone.
    if (caller.kind !== 'token') return;
    const asked = Object.fromEntries(Object.entries(query).filter(([name, value]) => !places.has(name) && value !== undefined));
    const customerId = typeof query['customer_id'] === 'string' ? query['customer_id'] : caller.customerId;
    const key = JSON.stringify([caller.tokenId, origin.ip, kind, customerId, asked]);
    const read = this.gathered.get(key);
    if (!read && this.gathered.size >= maxReads) return this.metrics.readsNotRecorded.inc();
    const { requests = 0, events: before = 0 } = read ?? {};
    const first = read ?? { id: mintId(), caller, origin, kind, customerId, query: JSON.parse(JSON.stringify(asked)) as Read['query'], firstAt: now };
    this.gathered.set(key, { ...first, requests: requests + 1, events: before + events });
  }

  /** Sends what was gathered for a minute. What fails is sent again under the same id. */
  async flush(before: number): Promise<boolean> {
    const due = [...this.gathered].filter(([, { firstAt }]) => firstAt <= before).slice(0, maxBatch);
    // Not changed meanwhile: what is read from now on begins another record.
    for (const [key] of due) this.gathered.delete(key);
    try {
      await this.producer.send(due.map(([, read]) => readRecord(read)));
    } catch (error) {
      for (const [key, read] of due) this.gathered.set(`${key} ${read.id}`, read);
      throw error;
    }
    return due.length === maxBatch;
  }

  override async beforeApplicationShutdown(): Promise<void> {
    await super.beforeApplicationShutdown();
    while (this.gathered.size > 0) {
      const sent = await this.flush(Infinity).then(() => true, () => false);
      if (!sent) return this.metrics.readsNotRecorded.inc(this.gathered.size);
    }
  }

  protected round(): Promise<boolean> {
    return this.flush(Date.now() - gatherMs);
  }
}
