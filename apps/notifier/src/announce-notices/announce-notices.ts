import { Outbox } from '@latchkey/outbox';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { NotifierMetrics } from '../notifier.metrics.js';
import { claimDue, settle } from './due-notices.js';
import type { Horizon, Settlement } from './due-notices.js';
import { noticeRecord } from './notice-record.js';

/** As many as the relay sends at a time: less would be more commits, more would keep changes of these tokens waiting for longer. */
export const claimSize = 500;

/** Announces what is due, each notice once however many instances do so: what was announced and its event commit together. */
@Injectable()
export class AnnounceNotices {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly metrics: NotifierMetrics,
  ) {}

  /** Answers how many it settled; as many as `claimSize` may mean that there are more. */
  async execute(horizon: Horizon): Promise<number> {
    const { claimed, announced } = await this.dataSource.transaction((manager) => this.announce(manager, horizon));
    if (announced.length > 0) await this.outbox.wake();
    for (const { thresholdDays, dueAt } of announced) this.metrics.noteAnnounced(thresholdDays ?? 'expired', horizon.now, dueAt);
    return claimed.length;
  }

  /** Nobody needs to hear of a token whose successor is in use. */
  private async announce(manager: EntityManager, horizon: Horizon): Promise<Settlement> {
    const claimed = await claimDue(manager, horizon, claimSize);
    if (claimed.length === 0) return { claimed, announced: [] };
    const first = await settle(manager, { claimed, announced: claimed.filter(({ succeeded }) => !succeeded) }, horizon.now);
    const announced = claimed.filter(({ id }) => first.has(id));
    await this.outbox.append(manager, announced.map(noticeRecord));
    return { claimed, announced };
  }
}
