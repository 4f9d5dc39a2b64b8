import type { EntityManager } from 'typeorm';
import type { TokenUse } from './token-use.js';

/** The last allowed use of each token. */
export function lastUses(uses: readonly TokenUse[]): TokenUse[] {
  const last = new Map<string, TokenUse>();
  for (const use of uses) {
    const before = last.get(use.tokenId);
    if (use.reason === null && (!before || before.at < use.at)) last.set(use.tokenId, use);
  }
  return [...last.values()];
}

/** Locks in the order of the ids, as `lockTokens` does, so that the two never wait for one another in a circle. */
const forward = `
  with used as (
    select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[]) as use (token_id, at, ip, user_agent)
  ), behind as (
    select token.id from issuer.tokens token join used on used.token_id = token.id join issuer.customers customer on customer.id = token.customer_id
    where customer.offboarded_at is null and (token.last_used_at is null or token.last_used_at < used.at)
    order by token.id for no key update of token
  )
  update issuer.tokens token
  set last_used_at = used.at, last_used_ip = used.ip, last_used_user_agent = used.user_agent
  from used join behind on behind.id = used.token_id
  where token.id = used.token_id and (token.last_used_at is null or token.last_used_at < used.at)`;

/**
 * Moves the last use of tokens forward, never back, at most once for each: so a use told twice changes nothing. No other service is told, so `sequence` stays. Of a customer that left
 * none is kept any more: a late one would bring back what was erased.
 */
export async function moveLastUse(manager: EntityManager, uses: readonly TokenUse[]): Promise<void> {
  const last = lastUses(uses);
  if (last.length === 0) return;
  await manager.query(forward, [
    last.map(({ tokenId }) => tokenId),
    last.map(({ at }) => at),
    last.map(({ ip }) => ip),
    last.map(({ userAgent }) => userAgent),
  ]);
}
