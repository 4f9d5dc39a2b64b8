import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { firstOfLanes } from '../deliver/waiting-lanes.js';
import { NotificationMetrics } from '../notifications/notification.metrics.js';

/** Measures how far delivery is behind. */
@Injectable()
export class OldestNotification {
  constructor(
    private readonly dataSource: DataSource,
    private readonly metrics: NotificationMetrics,
  ) {}

  async measure(now: Date): Promise<void> {
    const [row]: { due: Date | null }[] = await this.dataSource.query(`with recursive ${firstOfLanes} select min(next_attempt_at) as due from first`, ['']);
    this.metrics.oldestDueSeconds.set(row?.due ? Math.max(0, now.getTime() - row.due.getTime()) / 1000 : 0);
  }
}
