import type { EntityManager } from 'typeorm';
import type { ScheduledToken } from './scheduled-token.js';

const columns = `
  id, sequence, customer_id as "customerId", service_account_id as "serviceAccountId", name, labels, status,
  expires_at as "expiresAt", expiry_set_at as "expirySetAt", notify_days as "notifyDays", thresholds, watched_since as "watchedSince", unused_days as "unusedDays"`;

type Queries = Pick<EntityManager, 'query'>;

export async function findTokens(queries: Queries, ids: readonly string[]): Promise<Map<string, ScheduledToken>> {
  const rows: ScheduledToken[] = await queries.query(`select ${columns} from notifier.tokens where id = any($1)`, [ids]);
  return new Map(rows.map((token) => [token.id, token]));
}

/** A page of all tokens, by id. */
export async function tokensAfter(queries: Queries, afterId: string, limit: number): Promise<ScheduledToken[]> {
  return queries.query(`select ${columns} from notifier.tokens where id > $1 order by id limit $2`, [afterId, limit]);
}

export interface TokensToHold {
  readonly customerId: string;
  readonly serviceAccountId: string | null;
  readonly afterId: string;
}

/** A page of the tokens of a customer, or of one of its service accounts, that may still be announced, by id; held against announcements until the transaction ends. */
export async function holdTokens(manager: EntityManager, of: TokensToHold, limit: number): Promise<ScheduledToken[]> {
  return manager.query(
    `select ${columns} from notifier.tokens
     where customer_id = $1 and ($2::text is null or service_account_id = $2) and status <> 'revoked' and id > $3
     order by id limit $4 for no key update`,
    [of.customerId, of.serviceAccountId, of.afterId, limit],
  );
}

/** Of them, what the schedules give. */
export async function saveScheduled(manager: EntityManager, tokens: readonly ScheduledToken[]): Promise<void> {
  await manager.query(
    `update notifier.tokens token set thresholds = changed.thresholds, unused_days = changed."unusedDays"
     from jsonb_to_recordset($1::jsonb) as changed (id text, thresholds jsonb, "unusedDays" int) where token.id = changed.id`,
    [JSON.stringify(tokens.map(({ id, thresholds, unusedDays }) => ({ id, thresholds, unusedDays })))],
  );
}

/** Writes no token back to an earlier sequence. */
export async function saveTokens(manager: EntityManager, partition: number, tokens: readonly ScheduledToken[]): Promise<void> {
  await manager.query(
    `insert into notifier.tokens
       (id, partition, sequence, customer_id, service_account_id, name, labels, status, expires_at, expiry_set_at, notify_days, thresholds,
        watched_since, unused_days)
     select id, $1, sequence, "customerId", "serviceAccountId", name, labels, status, "expiresAt", "expirySetAt", "notifyDays", thresholds,
            "watchedSince", "unusedDays"
     from jsonb_to_recordset($2::jsonb) as token (
       id text, sequence int, "customerId" text, "serviceAccountId" text, name text, labels jsonb, status text,
       "expiresAt" timestamptz, "expirySetAt" timestamptz, "notifyDays" int[], thresholds jsonb, "watchedSince" timestamptz, "unusedDays" int)
     on conflict (id) do update set
       partition = excluded.partition, sequence = excluded.sequence, customer_id = excluded.customer_id,
       service_account_id = excluded.service_account_id, name = excluded.name, labels = excluded.labels, status = excluded.status,
       expires_at = excluded.expires_at, expiry_set_at = excluded.expiry_set_at, notify_days = excluded.notify_days,
       thresholds = excluded.thresholds, unused_days = excluded.unused_days
     where excluded.sequence > tokens.sequence`,
    [partition, JSON.stringify(tokens)],
  );
}

/** Their plans and all that is known of their use go with them. A notice that was due and not yet made is lost too: whether the token expired or was revoked first, a tombstone does not say. */
export async function buryTokens(manager: EntityManager, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await manager.query('delete from notifier.tokens where id = any($1)', [ids]);
  await manager.query('delete from notifier.successions where token_id = any($1)', [ids]);
}
