import { covers } from '@latchkey/access';
import type { Grant } from '@latchkey/access';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Holder, type Issued, TestIssuer } from '../test/issuer.js';
import { grantOf } from './tokens/token-grant.js';
import { TokenEntity } from './tokens/token.entity.js';

const issuer = TestIssuer.ofFile();

const hours = fc.integer({ min: 1, max: 300 });
const inHours = (count: number): string => new Date(Date.now() + count * 3_600_000).toISOString();
const rights = fc.record(
  {
    roles: fc.subarray(['engineer', 'billing', 'user', 'token_admin', 'tls_admin', 'auditor'], { minLength: 1 }),
    scope: fc.constantFrom('global', 'global:read', 'purge_select', 'global:read purge_all'),
    services: fc.subarray(['a', 'b', 'c']),
    limit_services: fc.boolean(),
    allowed_cidrs: fc.option(fc.subarray(['127.0.0.0/8', '127.0.0.1/32', '10.0.0.0/8', '::ffff:7f00:0/104'])),
    expires_at: fc.option(hours.map(inHours)),
  },
  { requiredKeys: [] },
);
/** `by` and `of` pick among the tokens that there are by then. */
const step = fc.record({ act: fc.constantFrom('issue', 'issue', 'rotate', 'patch', 'patch', 'suspend', 'resume', 'revoke'), by: fc.nat(), of: fc.nat(), rights, overlap: fc.constantFrom(0, 3600) });
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const rowsOf = (customerId: string): Promise<TokenEntity[]> => issuer.dataSource.getRepository(TokenEntity).findBy({ customerId });
const rowOf = (id: string): Promise<TokenEntity> => issuer.dataSource.getRepository(TokenEntity).findOneByOrFail({ id });
const mostly = { roles: ['engineer', 'token_admin'] };

function ancestorsOf({ parentId }: TokenEntity, rows: ReadonlyMap<string, TokenEntity>): TokenEntity[] {
  const parent = parentId === null ? undefined : rows.get(parentId);
  return parent ? [parent, ...ancestorsOf(parent, rows)] : [];
}

/** What somebody tries. */
function attempt({ act, rights: asked, overlap }: Step, by: Holder, of: Holder): Promise<Response> {
  switch (act) {
    case 'issue':
      return issuer.ask({ ...mostly, ...asked }, by.secret);
    case 'patch':
      return issuer.patch(of.id, asked, by.secret);
    case 'rotate':
      return issuer.act(of.id, 'rotate', by.secret, { body: { overlap_seconds: overlap, ...('expires_at' in asked && { expires_at: asked.expires_at }) } });
    case 'revoke':
      return issuer.revoke(of.id, by.secret, '?descendants=false');
    case 'suspend':
    case 'resume':
      return issuer.act(of.id, act, by.secret);
  }
}

describe('least privilege, over whole lives', () => {
  it('no sequence of issue, rotate, PATCH, suspend, resume and child issue yields a token that its maker does not cover', async () => {
    const done = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 25 }), async (steps) => {
        const root = await issuer.customer();
        const tokens: Holder[] = [root, await issuer.holder(mostly, root.secret)];
        for (const each of steps) {
          const [by, of] = [tokens[each.by % tokens.length] as Holder, tokens[each.of % tokens.length] as Holder];
          const maker = grantOf(await rowOf(by.id));
          const response = await attempt(each, by, of);
          expect(response.status).toBeLessThan(500);
          if (!response.ok) continue;
          done.set(each.act, (done.get(each.act) ?? 0) + 1);
          if (['issue', 'rotate', 'patch', 'resume'].includes(each.act)) tokens.push(...(await given(response, maker)));
          await everyChildIsCovered(root.customer_id);
        }
      }),
      { numRuns: 40 },
    );
    expect(Math.min(...['issue', 'rotate', 'patch', 'suspend', 'resume'].map((act) => done.get(act) ?? 0))).toBeGreaterThan(3);
  }, 120_000);

  /** At the moment of the act its maker covers what came of it, end of life included. */
  async function given(response: Response, maker: Grant): Promise<Holder[]> {
    const { id, customer_id, access_token: secret } = (await response.json()) as Partial<Issued> & { id: string; customer_id: string };
    expect(covers(maker, grantOf(await rowOf(id)))).toBe(true);
    return secret === undefined ? [] : [{ id, customer_id, secret }];
  }

  /** At any moment whoever holds the rights of a token holds those of all that live and descend from it, and so of what a dead one in between has made. */
  async function everyChildIsCovered(customerId: string): Promise<void> {
    const rows = new Map((await rowsOf(customerId)).map((row) => [row.id, row]));
    for (const row of rows.values()) {
      if (row.status === 'revoked') continue;
      for (const ancestor of ancestorsOf(row, rows)) {
        expect([row.id, ancestor.id, covers(grantOf(ancestor), grantOf(row), { ignoreExpiry: true })]).toEqual([row.id, ancestor.id, true]);
      }
    }
  }
});
