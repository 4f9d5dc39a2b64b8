import { encodeEvent, type OutgoingRecord, tokenUsed } from '@latchkey/contracts';
import { EventProducer } from '@latchkey/kafka';
import { Metrics } from '@latchkey/runtime';
import { mintId } from '@latchkey/tokens';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { type Delta, type Use, UsageTally } from './usage-tally.js';

const intervalMs = 1_000;
const recordsPerSend = 500;
/** How long a shutdown waits for Kafka before what is left is given up. */
const lastFlushMs = 5_000;

/**
 * Tells token-usage how often each token was used, off the path of any verification. While Kafka is away counts go on in memory; what was once sent is sent again
 * under the same id, so that a repeat can be told from another use.
 */
@Injectable()
export class UsageReporter implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(UsageReporter.name);
  private readonly instance = mintId();
  private readonly tally = new UsageTally();
  /** Cut from the tally and not yet acknowledged by Kafka. No more is cut while any of it is left. */
  private unsent: OutgoingRecord[] = [];
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;
  private readonly failures: Counter;

  constructor(
    private readonly producer: EventProducer,
    metrics: Metrics,
  ) {
    const { tally } = this;
    this.failures = new Counter({
      name: 'latchkey_usage_send_failures_total',
      help: 'Attempts to tell of use that Kafka did not take; each is tried again.',
      registers: [metrics],
    });
    new Counter({
      name: 'latchkey_usage_dropped_total',
      help: 'Uses that were not counted because too many tokens were in use while Kafka was away.',
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

  count(use: Use): void {
    this.tally.add(use, Date.now());
  }

  /** After the last request was answered, before the producer goes. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    let late: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (late = setTimeout(resolve, lastFlushMs)));
    await Promise.race([this.flushLast(), limit]);
    clearTimeout(late);
    if (this.unsent.length > 0) this.log.warn({ msg: 'usage given up', records: this.unsent.length });
  }

  private async flushLast(): Promise<void> {
    await this.flushing;
    await this.flush(true);
  }

  private async flush(all: boolean): Promise<void> {
    try {
      await this.sendUnsent();
      this.unsent = this.tally.take(Date.now(), all).map((delta) => this.record(delta));
      await this.sendUnsent();
    } catch (error) {
      this.failures.inc();
      this.log.warn({ msg: 'usage not sent, trying again', records: this.unsent.length, err: error });
    }
  }

  private async sendUnsent(): Promise<void> {
    while (this.unsent.length > 0) {
      await this.producer.send(this.unsent.slice(0, recordsPerSend));
      this.unsent = this.unsent.slice(recordsPerSend);
    }
  }

  private record({ use, minute, count, lastUsedAt, last, part }: Delta): OutgoingRecord {
    const start = new Date(minute).toISOString();
    return encodeEvent(tokenUsed, {
      id: `${this.instance}/${use.tokenId}/${start}/${part}`,
      source: 'verifier',
      time: new Date(lastUsedAt).toISOString(),
      subject: use.tokenId,
      data: {
        token_id: use.tokenId,
        customer_id: use.customerId,
        service_account_id: use.serviceAccountId,
        verifier: this.instance,
        minute: start,
        outcome: use.reason === null ? 'allowed' : 'refused',
        reason: use.reason,
        count,
        last_used_at: new Date(lastUsedAt).toISOString(),
        last_ip: last.ip,
        last_user_agent: last.userAgent,
        last_service_id: last.serviceId,
      },
    });
  }
}
