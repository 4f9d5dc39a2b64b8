import { EventProducer } from '@latchkey/kafka';
import { type Caller, Metrics } from '@latchkey/runtime';
import { mintId } from '@latchkey/tokens';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { recordOf } from './usage-records.js';
import { type AnyUse, type Delta, type Dropped, UsageTally } from './usage-tally.js';

/** The first use of a minute is told within a second. */
const intervalMs = 500;
const recordsPerSend = 500;
/** How long a shutdown waits for Kafka before what is left is given up. */
const lastFlushMs = 5_000;

/**
 * Tells token-usage how often each token was used, and what was none, off the path of any verification. While Kafka is away counts go on in memory, as far as there
 * is room; what was once sent is sent again under the same id, so that a repeat can be told from another use.
 */
@Injectable()
export class UsageReporter implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(UsageReporter.name);
  private readonly instance = mintId();
  private platformCustomerId: string | null = null;
  /** Cut from the tally and not yet acknowledged by Kafka. No more is cut while any of it is left. */
  private unsent: readonly (Delta | Dropped)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;
  private readonly failures: Counter;

  constructor(
    private readonly producer: EventProducer,
    private readonly tally: UsageTally,
    metrics: Metrics,
  ) {
    this.failures = new Counter({
      name: 'latchkey_usage_send_failures_total',
      help: 'Attempts to tell of use that Kafka did not take; each is tried again.',
      registers: [metrics],
    });
    new Counter({
      name: 'latchkey_usage_dropped_total',
      help: 'Uses that were not counted because more tokens were in use at once, or while Kafka was away, than there is room for.',
      registers: [metrics],
      collect() {
        this.reset();
        this.inc(tally.dropped);
      },
    });
    new Gauge({
      name: 'latchkey_usage_tallies',
      help: 'Counts of use held in memory.',
      registers: [metrics],
      collect() {
        this.set(tally.size);
      },
    });
  }

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.flushing ??= this.flush(false).finally(() => (this.flushing = undefined));
    }, intervalMs);
  }

  count(use: AnyUse): void {
    this.tally.add(use, Date.now());
  }

  /** What is of no token is told as the platform's, which a verifier knows once one of its tokens has called. */
  meet({ platform, customerId }: Pick<Caller, 'platform' | 'customerId'>): void {
    if (platform) this.platformCustomerId = customerId;
  }

  /** After the last request was answered, before the producer goes. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    let late: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (late = setTimeout(resolve, lastFlushMs)));
    await Promise.race([this.flushLast(), limit]);
    clearTimeout(late);
    const left = [...this.unsent, ...this.cut(true)];
    if (left.length > 0) this.log.warn({ msg: 'usage given up', records: left.length });
  }

  private async flushLast(): Promise<void> {
    await this.flushing;
    await this.flush(true);
  }

  private async flush(all: boolean): Promise<void> {
    try {
      await this.sendUnsent();
      this.unsent = this.cut(all);
      await this.sendUnsent();
    } catch (error) {
      this.failures.inc();
      this.log.warn({ msg: 'usage not sent, trying again', records: this.unsent.length, err: error });
    }
  }

  /** Encodes no more than it sends at once: all of a busy minute would hold up verifications. */
  private async sendUnsent(): Promise<void> {
    while (this.unsent.length > 0) {
      const teller = { instance: this.instance, platformCustomerId: this.platformCustomerId };
      await this.producer.send(this.unsent.slice(0, recordsPerSend).map((told) => recordOf(told, teller)));
      this.unsent = this.unsent.slice(recordsPerSend);
    }
  }

  private cut(all: boolean): (Delta | Dropped)[] {
    const deltas = this.tally.take(Date.now(), all);
    const dropped = this.tally.takeDropped();
    if (!dropped) return deltas;
    this.log.warn({ msg: 'uses were not counted, for want of room', uses: dropped.count });
    return [...deltas, dropped];
  }
}
