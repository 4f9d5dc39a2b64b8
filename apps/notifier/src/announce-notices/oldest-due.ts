import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NotifierMetrics } from '../notifier.metrics.js';

/** Keeps the gauges of what is due and waits: for heartbeats, or for an announcement that fails. */
@Injectable()
export class OldestDue {
  constructor(
    private readonly dataSource: DataSource,
    private readonly metrics: NotifierMetrics,
  ) {}

  async measure(now: Date): Promise<void> {
    const [waiting]: { count: string; at: Date | null }[] = await this.dataSource.query(
      `select count(*), min(due_at) as at from (
         select due_at from notifier.notices where due_at <= $1 union all select check_at from notifier.disuses where check_at <= $1
       ) due`,
      [now],
    );
    this.metrics.due.set(Number(waiting?.count ?? 0));
    this.metrics.oldestDueSeconds.set((now.getTime() - (waiting?.at ?? now).getTime()) / 1000);
  }
}
