import { type Catalogue, covers } from '@latchkey/access';
import { Any, type DataSource } from 'typeorm';
import { grantOf } from '../tokens/token-grant.js';
import { TokenEntity } from '../tokens/token.entity.js';
import type { Check } from './check.js';
import { fail, ok, skipped, type Verdict, warn } from './finding.js';
import { rightsToday } from './rights-today.js';

const pageSize = 1000;
/** A deployment of very many tokens is looked at in part, rather than keeping all other findings waiting. */
const lookForMs = 15_000;

const isLive = (token: string): string => `${token}.status <> 'revoked' and coalesce(${token}.expires_at, 'infinity') > now()`;

const pageOf = `select id from issuer.tokens where parent_id is not null and id > $1 and ${isLive('tokens')} order by id limit ${pageSize}`;

/** The nearest that lives of those that made a token: dead ones in between are no end. */
const makersOf = `
  with recursive line (child, id) as (
    select id, parent_id from issuer.tokens where id = any($1)
    union
    select line.child, maker.parent_id
    from line join issuer.tokens maker on maker.id = line.id
    where maker.parent_id is not null and not (${isLive('maker')})
  )
  select line.child, maker.id as maker from line join issuer.tokens maker on maker.id = line.id where ${isLive('maker')}`;

export interface Family {
  readonly maker: TokenEntity;
  readonly child: TokenEntity;
}

/** Whoever holds a token may hold what it made: each stays within its maker, whose life alone may end sooner. */
export const descendants: Check = {
  name: 'descendants',
  needs: 'database',
  run: async (deployment) => {
    const look = new Look(deployment.env.CATALOGUE);
    const end = await look.through(await deployment.database(), Date.now() + lookForMs);
    return [...look.verdicts(), ...(end === undefined ? [] : [skipped(`the tokens after ${end}: there are more than can be looked at in ${lookForMs / 1_000} s`)])];
  },
};

/** Adds up what is found among those that it is shown. */
export class Look {
  private looked = 0;
  private readonly beyond: string[] = [];
  private readonly beyondToday: string[] = [];

  constructor(private readonly catalogue: Catalogue) {}

  /** Answers the id of the last token looked at, where the time was over before all were. */
  async through(dataSource: DataSource, deadlineMs: number): Promise<string | undefined> {
    for (let after = ''; ; ) {
      const ids = (await dataSource.query<{ id: string }[]>(pageOf, [after])).map(({ id }) => id);
      for (const family of await familiesOf(dataSource, ids)) this.at(family);
      if (ids.length < pageSize) return undefined;
      after = ids.at(-1) ?? '';
      if (Date.now() > deadlineMs) return after;
    }
  }

  at({ maker, child }: Family): void {
    this.looked += 1;
    const [outer, inner] = [grantOf(maker), grantOf(child)];
    const today = rightsToday(this.catalogue, maker) ?? [];
    const narrower = { ...outer, permissions: outer.permissions.filter((permission) => today.includes(permission)) };
    if (!covers(outer, inner, { ignoreExpiry: true })) this.beyond.push(child.id);
    else if (!covers(narrower, inner, { ignoreExpiry: true })) this.beyondToday.push(child.id);
  }

  verdicts(): Verdict[] {
    const verdicts: Verdict[] = [];
    if (this.beyond.length > 0) verdicts.push(fail(`${counted(this.beyond)} beyond the token that made ${them(this.beyond)}`, 'The service lets nobody do this: somebody wrote to the database. Narrow (PATCH /automation-tokens/{id}) or revoke them, and find out who.'));
    if (this.beyondToday.length > 0) verdicts.push(warn(`${counted(this.beyondToday)} beyond what the roles of the token that made ${them(this.beyondToday)} give today`, 'Narrow (PATCH /automation-tokens/{id}) or revoke them first, then their makers: a maker cannot be narrowed before.'));
    return verdicts.length > 0 ? verdicts : [ok(`all ${this.looked} that live stay within the token that made them`)];
  }
}

async function familiesOf(dataSource: DataSource, ids: readonly string[]): Promise<Family[]> {
  const pairs = await dataSource.query<{ child: string; maker: string }[]>(makersOf, [ids]);
  const tokens = await dataSource.manager.findBy(TokenEntity, { id: Any([...new Set(pairs.flatMap(({ child, maker }) => [child, maker]))]) });
  const byId = new Map(tokens.map((token) => [token.id, token]));
  return pairs.flatMap(({ child, maker }) => {
    const family = { child: byId.get(child), maker: byId.get(maker) };
    return family.child && family.maker ? [family as Family] : [];
  });
}

function counted([first, ...more]: readonly string[]): string {
  return more.length === 0 ? `token ${first} goes` : `${more.length + 1} tokens (such as ${first}) go`;
}

const them = ({ length }: readonly string[]): string => (length === 1 ? 'it' : 'them');
