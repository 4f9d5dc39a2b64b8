import type { EntityManager } from 'typeorm';
import type { Horizon } from '../announce-notices/due-notices.js';
import { contextOf } from '../announce-notices/token-context.js';
import type { TokenContext } from '../announce-notices/token-context.js';
import { unusedAt, unusedSince } from '../schedule/plan-checks.js';

/** A token that has been out of use for as long as was set, and the moment at which it was. */
export interface UnusedToken extends TokenContext {
  readonly tokenId: string;
  readonly customerId: string;
  readonly serviceAccountId: string;
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly expiresAt: Date | null;
  readonly unusedDays: number;
  readonly since: Date;
  readonly dueAt: Date;
}

/** Locks tokens to be looked at, once token-state is known to have been read up to that moment, passing over those that another instance holds. Answers their ids. */
export async function claimChecks(manager: EntityManager, { now, silentPartitions }: Horizon, limit: number): Promise<string[]> {
  const rows: { id: string }[] = await manager.query(
    `select token.id from notifier.disuses disuse
     join notifier.tokens token on token.id = disuse.token_id
     join notifier.positions position on position.partition = token.partition
     where disuse.check_at <= $1 and (disuse.check_at <= position.as_of or position.partition = any($2))
     order by disuse.check_at limit ${limit} for no key update of token, disuse skip locked`,
    [now, silentPartitions],
  );
  return rows.map(({ id }) => id);
}

/** Puts off the tokens that are not out of use for long enough until they may be. Answers the others. */
export async function putOff(manager: EntityManager, claimed: readonly string[]): Promise<string[]> {
  const [early]: [{ id: string }[], number] = await manager.query(
    `update notifier.disuses disuse set check_at = ${unusedAt}
     from notifier.tokens token left join notifier.last_uses last_use on last_use.token_id = token.id
     where token.id = disuse.token_id and disuse.token_id = any($1) and ${unusedAt} > disuse.check_at returning disuse.token_id as id`,
    [claimed],
  );
  const until = new Set(early.map(({ id }) => id));
  return claimed.filter((id) => !until.has(id));
}

/** Of these tokens, but for those that have ended. */
export async function findUnused(manager: EntityManager, due: readonly string[]): Promise<UnusedToken[]> {
  return manager.query(
    `select token.id as "tokenId", token.customer_id as "customerId", token.service_account_id as "serviceAccountId", token.name, token.labels,
            token.expires_at as "expiresAt", token.unused_days as "unusedDays", ${unusedSince} as since, disuse.check_at as "dueAt", ${contextOf('token')}
     from notifier.disuses disuse
     join notifier.tokens token on token.id = disuse.token_id
     left join notifier.last_uses last_use on last_use.token_id = token.id
     where token.id = any($1) and token.status = 'active' and (token.expires_at is null or token.expires_at > disuse.check_at)
     order by disuse.check_at, token.id`,
    [due],
  );
}

/**
 * Settles these periods, and answers the tokens of those that are settled for the first time. All that were due are looked at again after half
 * their days: a new period, which a use begins, cannot have lasted long enough before that.
 */
export async function settleUnused(manager: EntityManager, { due, unused }: UnusedSettlement, now: Date): Promise<Set<string>> {
  await manager.query(
    `update notifier.disuses disuse set check_at = $2::timestamptz + token.unused_days * interval '12 hours'
     from notifier.tokens token where token.id = disuse.token_id and token.id = any($1)`,
    [due, now],
  );
  const rows: { token: string | null }[] = await manager.query(
    `insert into notifier.announcements (id, token_id, expires_at, due_at, outcome, settled_at)
     select id, token_id, null, due_at, outcome, $5 from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[]) as settled (id, token_id, due_at, outcome)
     on conflict (id) do nothing returning case when outcome = 'announced' then token_id end as token`,
    [unused.map(unusedId), unused.map(({ tokenId }) => tokenId), unused.map(({ dueAt }) => dueAt), unused.map(({ succeeded }) => (succeeded ? 'passed_over' : 'announced')), now],
  );
  return new Set(rows.flatMap(({ token }) => token ?? []));
}

export interface UnusedSettlement {
  readonly due: readonly string[];
  readonly unused: readonly UnusedToken[];
}

/** Says all that makes the period: the token, and since when it is out of use. */
export function unusedId({ tokenId, since }: Pick<UnusedToken, 'tokenId' | 'since'>): string {
  return `${tokenId}/unused/${since.toISOString()}`;
}
