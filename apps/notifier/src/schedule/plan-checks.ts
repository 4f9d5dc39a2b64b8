import type { EntityManager } from 'typeorm';

/** Since when a token is out of use; of whatever was before the notifier watched it nothing is known. */
export const unusedSince = 'greatest(last_use.used_at, token.watched_since)';

/** When it has been so for long enough. */
export const unusedAt = `${unusedSince} + token.unused_days * interval '24 hours'`;

/** Plans when to look whether these tokens, as they were saved, are out of use: not before `now`, for what they were until then does not count. */
export async function planChecks(manager: EntityManager, tokenIds: readonly string[], now: Date): Promise<void> {
  const checked = `token.status = 'active' and token.unused_days > 0`;
  await manager.query(
    `delete from notifier.disuses using notifier.tokens token where token.id = token_id and token_id = any($1) and not (${checked})`,
    [tokenIds],
  );
  await manager.query(
    `insert into notifier.disuses (token_id, check_at)
     select token.id, greatest($2, ${unusedAt}) from notifier.tokens token left join notifier.last_uses last_use on last_use.token_id = token.id
     where token.id = any($1) and ${checked}
     on conflict (token_id) do update set check_at = excluded.check_at`,
    [tokenIds, now],
  );
}
