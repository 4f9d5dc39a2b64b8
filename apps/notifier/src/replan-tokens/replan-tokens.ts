import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { findSchedules } from '../customer-schedules/find-schedules.js';
import { changeSchedules } from '../customer-schedules/schedules-gate.js';
import { NotifierMetrics } from '../notifier.metrics.js';
import { planChecks } from '../schedule/plan-checks.js';
import { replaceNotices } from '../schedule/replace-notices.js';
import { SCHEDULE_DEFAULTS } from '../schedule/schedule-defaults.js';
import type { ScheduleDefaults } from '../schedule/schedule-defaults.js';
import { applySchedules } from '../schedule/scheduled-token.js';
import type { ScheduledToken } from '../schedule/scheduled-token.js';
import { holdTokens, saveScheduled } from '../schedule/scheduled-tokens.js';
import { noteProgress, oldestChange } from './schedule-changes.js';
import type { ScheduleChange } from './schedule-changes.js';

export const pageSize = 500;

/** Plans the tokens of schedules that have changed anew, a page at a time; however often it is cut short, each token is planned once more at most. */
@Injectable()
export class ReplanTokens {
  constructor(
    private readonly dataSource: DataSource,
    private readonly metrics: NotifierMetrics,
    @Inject(SCHEDULE_DEFAULTS) private readonly defaults: ScheduleDefaults,
  ) {}

  /** Answers whether there may be more. */
  async execute(): Promise<boolean> {
    if (!(await oldestChange(this.dataSource))) return false;
    this.metrics.planned.inc(await this.dataSource.transaction((manager) => this.replanPage(manager)));
    return true;
  }

  /** Alone: a batch of token-state holds tokens in an order of its own, so that beside a page each might wait for the other. */
  private async replanPage(manager: EntityManager): Promise<number> {
    await changeSchedules(manager);
    const change = await oldestChange(manager);
    if (!change) return 0;
    const tokens = await holdTokens(manager, change, pageSize);
    const planned = await this.replan(manager, change, tokens);
    await noteProgress(manager, change, tokens.length < pageSize ? undefined : tokens.at(-1)?.id);
    return planned;
  }

  private async replan(manager: EntityManager, { changedAt }: ScheduleChange, tokens: readonly ScheduledToken[]): Promise<number> {
    const schedules = await findSchedules(manager, tokens, this.defaults);
    const changed = tokens.flatMap((before) => {
      const after = applySchedules(before, schedules, changedAt);
      return after === before ? [] : [after];
    });
    if (changed.length === 0) return 0;
    await saveScheduled(manager, changed);
    await planChecks(manager, changed.map(({ id }) => id), changedAt);
    return replaceNotices(manager, changed, this.defaults.spreadSeconds);
  }
}
