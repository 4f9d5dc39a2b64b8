import type { EntityManager } from 'typeorm';
import { planNotices } from './plan-notices.js';
import type { Notice } from './plan-notices.js';
import type { ScheduledToken } from './scheduled-token.js';

/** Makes the schedule what the tokens, as they were saved, call for. Answers how many notices were not planned before. */
export async function replaceNotices(manager: EntityManager, tokens: readonly ScheduledToken[], spreadSeconds: number): Promise<number> {
  const tokenIds = tokens.map(({ id }) => id);
  const notices = await plannedNotices(manager, tokens, spreadSeconds);
  const ids = notices.map(({ id }) => id);
  await manager.query('delete from notifier.notices where token_id = any($1) and id <> all($2)', [tokenIds, ids]);
  const added: unknown[] = await manager.query(
    `insert into notifier.notices (id, token_id, threshold_days, due_at)
     select * from unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[]) on conflict (id) do nothing returning id`,
    [ids, notices.map(({ tokenId }) => tokenId), notices.map(({ thresholdDays }) => thresholdDays), notices.map(({ dueAt }) => dueAt)],
  );
  return added.length;
}

/** What the tokens, as they were saved, call for. */
export async function plannedNotices(queries: Pick<EntityManager, 'query'>, tokens: readonly ScheduledToken[], spreadSeconds: number): Promise<Notice[]> {
  const settled = await settledUpTo(queries, tokens.map(({ id }) => id));
  return tokens.flatMap((token) => planNotices(token, { spreadSeconds, settledUpTo: settled.get(token.id) }));
}

/** By token, when the last notice of its present expiry that is settled was due. */
async function settledUpTo(queries: Pick<EntityManager, 'query'>, ids: readonly string[]): Promise<Map<string, Date>> {
  const rows: { id: string; due: Date }[] = await queries.query(
    `select token.id, max(settled.due_at) as due
     from notifier.tokens token
     join notifier.announcements settled on settled.token_id = token.id and settled.expires_at = token.expires_at
     where token.id = any($1) group by token.id`,
    [ids],
  );
  return new Map(rows.map(({ id, due }) => [id, due]));
}
