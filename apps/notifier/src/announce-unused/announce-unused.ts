import { Outbox } from '@latchkey/outbox';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { claimSize } from '../announce-notices/announce-notices.js';
import type { Horizon } from '../announce-notices/due-notices.js';
import { NotifierMetrics } from '../notifier.metrics.js';
import { unusedRecord } from './unused-record.js';
import { claimChecks, findUnused, putOff, settleUnused } from './unused-tokens.js';
import type { UnusedToken } from './unused-tokens.js';

/** Announces tokens that nobody has used for as long as was set, once for each period without use, however many instances do so. */
@Injectable()
export class AnnounceUnused {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly metrics: NotifierMetrics,
  ) {}

  /** Answers how many it looked at; as many as `claimSize` may mean that there are more. */
  async execute(horizon: Horizon): Promise<number> {
    const { looked, announced } = await this.dataSource.transaction((manager) => this.announce(manager, horizon));
    if (announced.length > 0) await this.outbox.wake();
    for (const { dueAt } of announced) this.metrics.noteAnnounced('unused', horizon.now, dueAt);
    return looked;
  }

  private async announce(manager: EntityManager, horizon: Horizon): Promise<{ looked: number; announced: UnusedToken[] }> {
    const claimed = await claimChecks(manager, horizon, claimSize);
    if (claimed.length === 0) return { looked: 0, announced: [] };
    const due = await putOff(manager, claimed);
    const unused = await findUnused(manager, due);
    const first = await settleUnused(manager, { due, unused }, horizon.now);
    const announced = unused.filter(({ tokenId }) => first.has(tokenId));
    await this.outbox.append(manager, announced.map(unusedRecord));
    return { looked: claimed.length, announced };
  }
}
