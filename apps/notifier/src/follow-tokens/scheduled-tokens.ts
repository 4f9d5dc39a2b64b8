import type { EntityManager } from 'typeorm';
import type { ScheduledToken } from '../schedule/scheduled-token.js';

const columns = `
  id, sequence, customer_id as "customerId", service_account_id as "serviceAccountId", name, labels, status,
  expires_at as "expiresAt", expiry_set_at as "expirySetAt", notify_days as "notifyDays"`;

export async function findTokens(manager: EntityManager, ids: readonly string[]): Promise<Map<string, ScheduledToken>> {
  const rows: ScheduledToken[] = await manager.query(`select ${columns} from notifier.tokens where id = any($1)`, [ids]);
  return new Map(rows.map((token) => [token.id, token]));
}

/** Writes no token back to an earlier sequence. */
export async function saveTokens(manager: EntityManager, partition: number, tokens: readonly ScheduledToken[]): Promise<void> {
  await manager.query(
    `insert into notifier.tokens
       (id, partition, sequence, customer_id, service_account_id, name, labels, status, expires_at, expiry_set_at, notify_days)
     select id, $1, sequence, "customerId", "serviceAccountId", name, labels, status, "expiresAt", "expirySetAt", "notifyDays"
     from jsonb_to_recordset($2::jsonb) as token (
       id text, sequence int, "customerId" text, "serviceAccountId" text, name text, labels jsonb, status text,
       "expiresAt" timestamptz, "expirySetAt" timestamptz, "notifyDays" int[])
     on conflict (id) do update set
       partition = excluded.partition, sequence = excluded.sequence, customer_id = excluded.customer_id,
       service_account_id = excluded.service_account_id, name = excluded.name, labels = excluded.labels, status = excluded.status,
       expires_at = excluded.expires_at, expiry_set_at = excluded.expiry_set_at, notify_days = excluded.notify_days
     where excluded.sequence > tokens.sequence`,
    [partition, JSON.stringify(tokens)],
  );
}

/** Their plans go with them. A notice that was due and not yet made is lost too: whether the token expired or was revoked first, a tombstone does not say. */
export async function buryTokens(manager: EntityManager, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await manager.query('delete from notifier.tokens where id = any($1)', [ids]);
}

/** By token, when the last notice of its present expiry that is settled was due. */
export async function settledUpTo(manager: EntityManager, ids: readonly string[]): Promise<Map<string, Date>> {
  const rows: { id: string; due: Date }[] = await manager.query(
    `select token.id, max(settled.due_at) as due
     from notifier.tokens token
     join notifier.announcements settled on settled.token_id = token.id and settled.expires_at = token.expires_at
     where token.id = any($1) group by token.id`,
    [ids],
  );
  return new Map(rows.map(({ id, due }) => [id, due]));
}
