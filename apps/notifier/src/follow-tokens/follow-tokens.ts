import type { Batch } from '@latchkey/kafka';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { NotifierMetrics } from '../notifier.metrics.js';
import { NOTIFY_DAYS } from '../schedule/notify-days.js';
import { planNotices } from '../schedule/plan-notices.js';
import type { Notice } from '../schedule/plan-notices.js';
import { applyState } from '../schedule/scheduled-token.js';
import type { ScheduledToken } from '../schedule/scheduled-token.js';
import { advance } from './positions.js';
import { buryTokens, findTokens, saveTokens, settledUpTo } from './scheduled-tokens.js';
import { tokenChanges } from './token-changes.js';
import type { TokenChanges } from './token-changes.js';

/** Keeps the schedule at what token-state says: a batch counts whole or not at all, and one read twice changes nothing. */
@Injectable()
export class FollowTokens {
  constructor(
    private readonly dataSource: DataSource,
    private readonly metrics: NotifierMetrics,
    @Inject(NOTIFY_DAYS) private readonly defaultDays: readonly number[],
  ) {}

  async execute(batch: Batch<'token-state'>, now: Date): Promise<void> {
    const changes = tokenChanges(batch.records);
    const planned = await this.dataSource.transaction(async (manager) => {
      await advance(manager, batch, changes.asOf, now);
      return this.apply(manager, batch.partition, changes);
    });
    this.metrics.planned.inc(planned);
    this.metrics.unreadable.inc(changes.unreadable);
  }

  private async apply(manager: EntityManager, partition: number, { buried, states }: TokenChanges): Promise<number> {
    await buryTokens(manager, [...buried]);
    const known = await findTokens(manager, [...states.keys()]);
    const changed = [...states].flatMap(([id, all]) => {
      const before = known.get(id);
      const after = all.reduce(applyState, before);
      return after && after !== before ? [after] : [];
    });
    if (changed.length === 0) return 0;
    // Saving waits for announcements under way on these tokens, so that what they have settled is seen after it.
    await saveTokens(manager, partition, changed);
    return this.plan(manager, changed);
  }

  private async plan(manager: EntityManager, tokens: readonly ScheduledToken[]): Promise<number> {
    const ids = tokens.map(({ id }) => id);
    const settled = await settledUpTo(manager, ids);
    return replaceNotices(manager, ids, tokens.flatMap((token) => planNotices(token, this.defaultDays, settled.get(token.id))));
  }
}

/** Answers how many were not planned before. */
async function replaceNotices(manager: EntityManager, tokenIds: readonly string[], notices: readonly Notice[]): Promise<number> {
  const ids = notices.map(({ id }) => id);
  await manager.query('delete from notifier.notices where token_id = any($1) and id <> all($2)', [tokenIds, ids]);
  const added: unknown[] = await manager.query(
    `insert into notifier.notices (id, token_id, threshold_days, due_at)
     select * from unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[]) on conflict (id) do nothing returning id`,
    [ids, notices.map(({ tokenId }) => tokenId), notices.map(({ thresholdDays }) => thresholdDays), notices.map(({ dueAt }) => dueAt)],
  );
  return added.length;
}
