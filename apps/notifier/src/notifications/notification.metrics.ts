import { Metrics } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';

const [minute, hour, day] = [60, 3600, 86_400];

@Injectable()
export class NotificationMetrics {
  readonly due: Counter<'channel' | 'state'>;
  readonly attempts: Counter<'channel' | 'outcome'>;
  readonly sent: Counter<'channel'>;
  readonly failed: Counter<'channel'>;
  readonly unreachable: Counter;
  readonly disabled: Counter<'reason'>;
  readonly latenessSeconds: Histogram<'channel'>;
  readonly oldestDueSeconds: Gauge;

  constructor(metrics: Metrics) {
    const registers = [metrics];
    const channel = { labelNames: ['channel'] as const, registers };
    this.due = new Counter({
      name: 'latchkey_notifications_due_total',
      help: 'Notifications made, by channel and how they began: queued, gathered for a digest, snoozed, acknowledged.',
      labelNames: ['channel', 'state'],
      registers,
    });
    this.attempts = new Counter({
      name: 'latchkey_notification_attempts_total',
      help: 'Attempts to deliver, by channel and outcome: delivered, or the class of the error.',
      labelNames: ['channel', 'outcome'],
      registers,
    });
    this.sent = new Counter({ name: 'latchkey_notifications_sent_total', help: 'Notifications that were delivered.', ...channel });
    this.failed = new Counter({ name: 'latchkey_notifications_failed_total', help: 'Notifications that were given up.', ...channel });
    this.unreachable = new Counter({
      name: 'latchkey_notifications_unreachable_total',
      help: 'Notifications by email for which there is no contact, neither of the service account nor of the customer: somebody has to name one.',
      registers,
    });
    this.disabled = new Counter({ name: 'latchkey_subscriptions_disabled_total', help: 'Subscriptions that were disabled, not on request.', labelNames: ['reason'], registers });
    this.latenessSeconds = new Histogram({
      name: 'latchkey_notification_lateness_seconds',
      help: 'Time from when a notification was due to its delivery.',
      buckets: [1, 2, 5, 15, minute, 5 * minute, 15 * minute, hour, 6 * hour, day, 7 * day],
      ...channel,
    });
    this.oldestDueSeconds = new Gauge({
      name: 'latchkey_notifications_oldest_due_age_seconds',
      help: 'For how long the oldest notification that waits for an attempt has been due; 0 where none waits.',
      registers,
    });
  }
}
