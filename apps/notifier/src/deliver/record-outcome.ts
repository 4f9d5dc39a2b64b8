import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { NotificationMetrics } from '../notifications/notification.metrics.js';
import { testType } from '../notifications/notification-types.js';
import { disableSubscription } from '../subscriptions/disable-subscription.js';
import { lockSubscription } from '../subscriptions/subscription.js';
import type { ClaimedNotification } from './claim-due.js';
import { noteHealth } from './note-health.js';
import { failures, verdictOn } from './verdict.js';
import type { Result, Verdict } from './verdict.js';

export interface Attempt {
  readonly at: Date;
  readonly results: readonly Result[];
}

/** Records an attempt and what follows from it, in one transaction. One whose lease has run out, or that was settled meanwhile, changes nothing but the history. */
@Injectable()
export class RecordOutcome {
  constructor(
    private readonly dataSource: DataSource,
    private readonly metrics: NotificationMetrics,
  ) {}

  async execute(notification: ClaimedNotification, { at, results }: Attempt, now: Date): Promise<void> {
    const { settled, disabled } = await this.dataSource.transaction(async (manager) => {
      await lockSubscription(manager, notification.subscriptionId);
      const reachedBefore = await addAttempts(manager, notification, { at, results });
      const verdict = verdictOn(results, { now, random: Math.random(), tries: notification.tries, reachedBefore, once: notification.type === testType });
      const counts = await settle(manager, notification, verdict, now);
      const reason = await noteHealth(manager, notification, { results, verdict, now });
      if (reason) await disableSubscription(manager, notification.subscriptionId, reason, now);
      return { settled: counts ? verdict.state : undefined, disabled: reason };
    });
    this.count(notification, results, settled, now);
    if (disabled) this.metrics.disabled.inc({ reason: disabled });
  }

  /** There is nobody to write to. */
  async unreachable({ id, attempts }: ClaimedNotification, now: Date): Promise<void> {
    await this.dataSource.query(
      `update notifier.notifications set state = 'unreachable', next_attempt_at = null, settled_at = $3 where id = $1 and attempts = $2 and state = 'queued'`,
      [id, attempts, now],
    );
    this.metrics.unreachable.inc();
  }

  private count({ channel, dueAt }: ClaimedNotification, results: readonly Result[], state: Verdict['state'] | undefined, now: Date): void {
    for (const { outcome } of results) this.metrics.attempts.inc({ channel, outcome: outcome.kind === 'delivered' ? 'delivered' : outcome.errorClass });
    if (state === 'failed') this.metrics.failed.inc({ channel });
    if (state !== 'sent') return;
    this.metrics.sent.inc({ channel });
    this.metrics.latenessSeconds.observe({ channel }, Math.max(0, now.getTime() - dueAt.getTime()) / 1000);
  }
}

/** Answers whether an attempt before this one has reached somebody. */
async function addAttempts(manager: EntityManager, { id, attempts, tries }: ClaimedNotification, { at, results }: Attempt): Promise<boolean> {
  const errors = failures(results);
  await manager.query(
    `insert into notifier.attempts (notification_id, number, at, recipient, status, duration_ms, error_class)
     select id, $2, $3, recipient, status, duration_ms, error_class
     from notifier.notifications, unnest($4::text[], $5::int[], $6::int[], $7::text[]) as result (recipient, status, duration_ms, error_class)
     where id = $1 on conflict do nothing`,
    [
      id,
      attempts,
      at,
      results.map(({ recipient }) => recipient),
      results.map(({ outcome }) => outcome.status ?? null),
      results.map(({ outcome }) => outcome.durationMs),
      results.map(({ outcome }) => (outcome.kind === 'failed' ? outcome.errorClass : null)),
    ],
  );
  if (errors.length === 0) return true;
  const [row]: { reached: boolean }[] = await manager.query(
    'select exists (select 1 from notifier.attempts where notification_id = $1 and number > $2 and number < $3 and error_class is null) as reached',
    [id, attempts - tries, attempts],
  );
  return row?.reached ?? false;
}

async function settle(manager: EntityManager, { id, attempts }: ClaimedNotification, verdict: Verdict, now: Date): Promise<boolean> {
  const next = verdict.state === 'queued' ? verdict.nextAttemptAt : null;
  const [, changed]: [unknown, number] = await manager.query(
    `update notifier.notifications set state = $3, next_attempt_at = $4, done = done || $5::text[], settled_at = $6 where id = $1 and attempts = $2 and state = 'queued'`,
    [id, attempts, verdict.state, next, verdict.done, next === null ? now : null],
  );
  return changed > 0;
}
