import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NotifierMetrics } from '../notifier.metrics.js';

/** Keeps the gauge of what is due and waits: for heartbeats, or for an announcement that fails. */
@Injectable()
export class OldestDue {
  constructor(
    private readonly dataSource: DataSource,
    private readonly metrics: NotifierMetrics,
  ) {}

  async measure(now: Date): Promise<void> {
    const rows: { at: Date | null }[] = await this.dataSource.query('select least((select min(due_at) from notifier.notices), (select min(check_at) from notifier.disuses)) as at');
    const at = rows[0]?.at ?? now;
    this.metrics.oldestDueSeconds.set(Math.max(0, now.getTime() - at.getTime()) / 1000);
  }
}
