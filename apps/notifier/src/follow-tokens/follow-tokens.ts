import type { Batch } from '@latchkey/kafka';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { findSchedules } from '../customer-schedules/find-schedules.js';
import { keepSchedules } from '../customer-schedules/schedules-gate.js';
import { NotifierMetrics } from '../notifier.metrics.js';
import { planChecks } from '../schedule/plan-checks.js';
import { replaceNotices } from '../schedule/replace-notices.js';
import { SCHEDULE_DEFAULTS } from '../schedule/schedule-defaults.js';
import type { ScheduleDefaults } from '../schedule/schedule-defaults.js';
import { applyState } from '../schedule/scheduled-token.js';
import type { ScheduledToken } from '../schedule/scheduled-token.js';
import { buryTokens, findTokens, saveTokens } from '../schedule/scheduled-tokens.js';
import { advance } from './positions.js';
import { tokenChanges } from './token-changes.js';
import type { TokenChanges } from './token-changes.js';

/** Keeps the schedule at what token-state says: a batch counts whole or not at all, and one read twice changes nothing. */
@Injectable()
export class FollowTokens {
  constructor(
    private readonly dataSource: DataSource,
    private readonly metrics: NotifierMetrics,
    @Inject(SCHEDULE_DEFAULTS) private readonly defaults: ScheduleDefaults,
  ) {}

  async execute(batch: Batch<'token-state'>, now: Date): Promise<void> {
    const changes = tokenChanges(batch.records);
    const planned = await this.dataSource.transaction(async (manager) => {
      await advance(manager, batch, changes.asOf, now);
      return this.apply(manager, batch.partition, changes, now);
    });
    this.metrics.planned.inc(planned);
    this.metrics.unreadable.inc(changes.unreadable);
  }

  private async apply(manager: EntityManager, partition: number, { buried, states }: TokenChanges, now: Date): Promise<number> {
    if (buried.size === 0 && states.size === 0) return 0;
    await keepSchedules(manager);
    await buryTokens(manager, [...buried]);
    const changed = await this.change(manager, states, now);
    if (changed.length === 0) return 0;
    // Saving waits for announcements under way on these tokens, so that what they have settled is seen after it.
    await saveTokens(manager, partition, changed);
    await planChecks(manager, changed.map(({ id }) => id), now);
    return replaceNotices(manager, changed, this.defaults.spreadSeconds);
  }

  private async change(manager: EntityManager, states: TokenChanges['states'], now: Date): Promise<ScheduledToken[]> {
    const known = await findTokens(manager, [...states.keys()]);
    const owners = [...states.values()].flat().map((state) => ({ customerId: state.customer_id, serviceAccountId: state.service_account_id }));
    const schedules = await findSchedules(manager, owners, this.defaults);
    return [...states].flatMap(([id, all]) => {
      const before = known.get(id);
      const after = all.reduce<ScheduledToken | undefined>((token, state) => applyState(token, state, { schedules, now }), before);
      return after && after !== before ? [after] : [];
    });
  }
}
