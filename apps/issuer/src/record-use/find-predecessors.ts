import type { EntityManager } from 'typeorm';
import type { Predecessor } from './judge-reuse.js';

/** Those of the tokens that have a successor. */
export function findPredecessors(manager: EntityManager, ids: readonly string[]): Promise<Predecessor[]> {
  return manager.query(
    `select token.id, successor.created_at as "rotatedAt", least(token.revoked_at, token.expires_at) as "endsAt", token.predecessor_used_on::text as "toldOn",
       customer.policy ->> 'on_reuse' = 'revoke_family'
         and exists (select from issuer.tokens member where member.family_id = token.family_id and member.status <> 'revoked') as "endsFamily"
     from issuer.tokens token
     join issuer.tokens successor on successor.id = token.successor_id
     join issuer.customers customer on customer.id = token.customer_id
     where token.id = any($1)`,
    [ids],
  );
}
