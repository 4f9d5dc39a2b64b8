import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NotificationMetrics } from '../notifications/notification.metrics.js';

/** Measures how far delivery is behind. */
@Injectable()
export class OldestNotification {
  constructor(
    private readonly dataSource: DataSource,
    private readonly metrics: NotificationMetrics,
  ) {}

  async measure(now: Date): Promise<void> {
    const [row]: { due: Date | null }[] = await this.dataSource.query('select min(next_attempt_at) as due from notifier.notifications where next_attempt_at is not null');
    this.metrics.oldestDueSeconds.set(row?.due ? Math.max(0, now.getTime() - row.due.getTime()) / 1000 : 0);
  }
}
