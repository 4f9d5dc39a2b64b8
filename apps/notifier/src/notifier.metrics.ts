import { Metrics } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';

const [minute, hour, day] = [60, 3600, 86_400];

@Injectable()
export class NotifierMetrics {
  readonly planned: Counter;
  readonly announced: Counter<'threshold'>;
  readonly latenessSeconds: Histogram;
  readonly due: Gauge;
  readonly oldestDueSeconds: Gauge;
  readonly tokenExpiry: Gauge<'token_id' | 'customer_id'>;
  readonly unreadable: Counter;

  constructor(metrics: Metrics) {
    const registers = [metrics];
    this.planned = new Counter({ name: 'latchkey_notices_planned_total', help: 'Notices that this process put into the schedule.', registers });
    this.announced = new Counter({
      name: 'latchkey_notices_announced_total',
      help: 'Notices that this process announced, by days before expiry, or `expired`, or `unused`.',
      labelNames: ['threshold'],
      registers,
    });
    this.latenessSeconds = new Histogram({
      name: 'latchkey_notice_lateness_seconds',
      help: 'Time from when a notice was due to its announcement.',
      buckets: [1, 2, 5, 15, minute, 5 * minute, 15 * minute, hour, 6 * hour, day, 7 * day],
      registers,
    });
    this.due = new Gauge({ name: 'latchkey_notices_due', help: 'Notices that are due and wait: for heartbeats, or for an announcement that fails.', registers });
    this.tokenExpiry = new Gauge({
      name: 'latchkey_token_expiry_timestamp_seconds',
      help: 'When a token expires, in Unix seconds; of those that expire next, up to NOTIFIER_EXPIRY_METRICS. Every instance shows the same.',
      labelNames: ['token_id', 'customer_id'],
      registers,
    });
    this.oldestDueSeconds = new Gauge({
      name: 'latchkey_notices_oldest_due_age_seconds',
      help: 'For how long the oldest notice that waits has been due; 0 where none waits.',
      registers,
    });
    this.unreadable = new Counter({
      name: 'latchkey_token_states_unreadable_total',
      help: 'Records of token-state that break their contract and so changed nothing in the schedule.',
      registers,
    });
  }

  noteAnnounced(threshold: number | 'expired' | 'unused', now: Date, dueAt: Date): void {
    this.announced.inc({ threshold });
    this.latenessSeconds.observe((now.getTime() - dueAt.getTime()) / 1000);
  }
}
