import type { Catalogue } from '@latchkey/access';
import type { Check } from './check.js';
import { ok, type Verdict, warn } from './finding.js';
import { rightsToday } from './rights-today.js';

/** Live tokens that were given the same. */
export interface Given {
  readonly roles: string[];
  readonly scope: string;
  readonly permissions: readonly string[];
  readonly tokens: number;
  /** The id of one of them. */
  readonly such: string;
}

const given = `
  select roles, scope, permissions, count(*)::int as tokens, min(id) as such
  from issuer.tokens
  where status <> 'revoked' and coalesce(expires_at, 'infinity') > now()
  group by roles, scope, permissions
  order by tokens desc, such`;

/** Rights stand on each token as they were given: what a role has lost since then, its tokens still hold. */
export const catalogue: Check = {
  name: 'catalogue',
  needs: 'database',
  run: async (deployment) => {
    const rows = await (await deployment.database()).query<Given[]>(given);
    const faults = rows.flatMap((row) => judgeGiven(deployment.env.CATALOGUE, row));
    return faults.length > 0 ? faults : [ok('no token holds more than its roles give today')];
  },
};

const remedy = 'They keep it, also when they are rotated. Give them other roles or a narrower scope (PATCH /automation-tokens/{id}), revoke them, or put back what the catalogue had.';

export function judgeGiven(now: Catalogue, { roles, scope, permissions, tokens, such }: Given): Verdict[] {
  const who = `${tokens} ${tokens === 1 ? 'token' : 'tokens'} of ${roles.join(' ')}, scope ${scope} (such as ${such})`;
  const today = rightsToday(now, { roles, scope });
  if (!today) return [warn(`${who}: the catalogue lacks a role or scope of that name`, remedy)];
  const beyond = permissions.filter((permission) => !today.includes(permission));
  return beyond.length === 0 ? [] : [warn(`${who}: hold ${beyond.join(', ')}, which these do not give any more`, remedy)];
}
