import type { OutgoingRecord } from '@latchkey/contracts';
import { Backoff, FencedError, pause, TransactionalProducer } from '@latchkey/kafka';
import { HeartbeatRhythm } from './heartbeat-rhythm.js';
import type { HeartbeatSource } from './heartbeat-source.js';
import { OutboxRows } from './outbox-rows.js';
import type { OutboxBatch, Waiting } from './outbox-rows.js';
import type { RelayOptions } from './relay-options.js';
import type { RelaySession } from './relay-session.js';

const pollMs = 250;

/** What one holder of the lock does with it: sends rows in their order and deletes them once their Kafka transaction has committed. */
export class RelayTerm {
  private readonly rows: OutboxRows;
  private readonly rhythm: HeartbeatRhythm;
  private readonly backoff = new Backoff(100, 2000);

  constructor(
    private readonly options: RelayOptions,
    private readonly session: RelaySession,
    private readonly stopping: AbortSignal,
    private readonly report: (waiting: Waiting) => void,
  ) {
    this.rows = new OutboxRows(session, options.schema);
    this.rhythm = new HeartbeatRhythm(this.rows);
  }

  /** Returns when told to stop. Throws SessionLostError or FencedError when the right to relay is gone; outlasts all else. */
  async serve(): Promise<void> {
    while (!this.stopping.aborted) {
      try {
        await this.serveOneProducer();
      } catch (error) {
        if (this.session.lost.aborted || error instanceof FencedError) throw error;
        this.options.log.warn(`The relay of ${this.options.schema} keeps its rows and tries again: ${String(error)}`);
        await this.during(pause(this.backoff.nextMs(), this.stopping));
      }
    }
  }

  /** A producer that failed is not used again: opening the next one ends whatever transaction it left. */
  private async serveOneProducer(): Promise<void> {
    const producer = new TransactionalProducer(this.options.client, this.options.transactionalId);
    try {
      await this.during(producer.open());
      await this.relayWithHeartbeat(producer);
    } finally {
      await producer.close();
    }
  }

  private async relayWithHeartbeat(producer: TransactionalProducer): Promise<void> {
    const { heartbeat } = this.options;
    if (!heartbeat) return this.relayBatches(producer);
    try {
      await this.during(heartbeat.begin());
      await this.relayBatches(producer);
    } finally {
      await heartbeat.end();
    }
  }

  private async relayBatches(producer: TransactionalProducer): Promise<void> {
    let reportAt = 0;
    while (!this.stopping.aborted) {
      const batch = await this.relayBatch(producer);
      this.backoff.reset();
      if (performance.now() >= reportAt) {
        reportAt = performance.now() + 1000;
        await this.refresh();
      }
      if (batch.drained) await this.session.bell.wait(pollMs);
    }
  }

  private async relayBatch(producer: TransactionalProducer): Promise<OutboxBatch> {
    const { heartbeat } = this.options;
    const clock = heartbeat && (await this.rhythm.clockIfDue());
    const batch = await this.rows.read();
    const beats = clock ? await this.heartbeats(heartbeat, clock, batch) : [];
    const records = [...batch.records, ...beats];
    if (records.length === 0) return batch;
    const sent = await this.during(producer.send(records));
    await this.rows.delete(batch.ids);
    if (heartbeat) await this.during(heartbeat.sent(sent));
    return batch;
  }

  private async heartbeats(source: HeartbeatSource, clock: Date, batch: OutboxBatch): Promise<readonly OutgoingRecord[]> {
    const { asOf, drained } = await this.rhythm.reach(clock, batch);
    return this.during(source.records(asOf, drained));
  }

  private during<T>(task: Promise<T>): Promise<T> {
    return this.session.during(task, () => this.refresh());
  }

  private async refresh(): Promise<void> {
    this.report(await this.rows.waiting());
  }
}
