import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenCaller } from '@latchkey/runtime';
import { dataSourceOptions } from '@latchkey/runtime';
import { aGrant } from '@latchkey/testing';
import type { TestDatabase } from '@latchkey/testing';
import { DataSource } from 'typeorm';
import { fillTokens, idOf } from '../../test/many-tokens.js';
import { issuerDatabaseForTest } from '../../test/issuer.js';
import { CallersInDatabase } from '../callers/callers-in-database.js';
import { GetToken } from '../get-token/get-token.js';
import { issuerDatabase } from '../issuer.database.js';
import { TokenEntity } from '../tokens/token.entity.js';
import { listTokensQuery } from './list-tokens.request.js';
import { ListTokens } from './list-tokens.js';

interface Statement {
  readonly sql: string;
  readonly parameters: unknown[] | undefined;
}

let database: TestDatabase;
let dataSource: DataSource;
const statements: Statement[] = [];
/** Of a customer with 10,000 tokens. */
const caller: TokenCaller = { kind: 'token', tokenId: idOf('t', 20), serviceAccountId: idOf('s', 1), customerId: idOf('c', 1), name: 'ci', platform: false, grant: aGrant() };

beforeAll(async () => {
  database = await issuerDatabaseForTest();
  const nothing = (): void => undefined;
  const logger = {
    logQuery: (sql: string, parameters?: unknown[]) => statements.push({ sql, parameters }),
    logQueryError: nothing,
    logQuerySlow: nothing,
    logSchemaBuild: nothing,
    logMigration: nothing,
    log: nothing,
  };
  dataSource = await new DataSource({ ...dataSourceOptions({ DATABASE_URL: database.url, DATABASE_POOL_SIZE: 2 }, issuerDatabase), logger }).initialize();
  await fillTokens(dataSource, 200_000);
}, 60_000);
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly Plan[];
}

/** The plans of the statements that `work` sends. */
async function plansOf(work: () => Promise<unknown>): Promise<Plan[]> {
  statements.length = 0;
  await work();
  const plans = statements.slice().map(async ({ sql, parameters }): Promise<Plan> => {
    const rows: { 'QUERY PLAN': [{ Plan: Plan }] }[] = await dataSource.query(`explain (format json) ${sql}`, parameters);
    return (rows[0] as { 'QUERY PLAN': [{ Plan: Plan }] })['QUERY PLAN'][0].Plan;
  });
  return Promise.all(plans);
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const scansOf = (plan: Plan): string[] => nodesOf(plan).filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'] ?? '');
const indexesOf = (plan: Plan): string[] => nodesOf(plan).flatMap((node) => node['Index Name'] ?? []);

/** Every statement goes by an index, and one of them by that which is named. */
async function expectIndex(name: string | RegExp, work: () => Promise<unknown>): Promise<void> {
  const plans = await plansOf(work);
  expect(plans.length).toBeGreaterThan(0);
  expect(plans.flatMap(scansOf)).toEqual([]);
  for (const plan of plans) expect(indexesOf(plan)).not.toEqual([]);
  expect(plans.flatMap(indexesOf)).toContainEqual(expect.stringMatching(name));
}

const list = (query: object) => new ListTokens(dataSource.getRepository(TokenEntity)).execute(caller, listTokensQuery.parse(query));

/** Each of these leads to all tokens of a customer, and the smallest is the best. */
const ofCustomer = /^tokens_(of_customer|by_name|by_expiry)$/;

describe('among 200,000 tokens', () => {
  it.each<[string | RegExp, object]>([
    ['tokens_of_customer', {}],
    ['tokens_of_customer', { page: 200 }],
    ['tokens_of_customer', { sort: 'created_at' }],
    ['tokens_by_expiry', { sort: 'expires_at' }],
    ['tokens_by_expiry', { sort: '-expires_at' }],
    ['tokens_by_name', { sort: 'name' }],
    ['tokens_by_name', { sort: '-name' }],
    [ofCustomer, { sort: 'last_used_at' }],
    ['tokens_by_expiry', { status: 'active' }],
    ['tokens_by_expiry', { status: 'suspended' }],
    ['tokens_by_expiry', { status: 'revoked' }],
    ['tokens_by_expiry', { status: 'expired' }],
    ['tokens_by_term', { role: 'billing' }],
    ['tokens_by_term', { service: 'service-1-7' }],
    ['tokens_by_term', { label: 'repo:repo-7' }],
    ['tokens_by_term', { label: 'pinned' }],
    ['tokens_of_creator', { creator_id: idOf('s', 7) }],
    ['tokens_of_service_account', { service_account_id: idOf('s', 7) }],
    ['tokens_of_parent', { parent_id: idOf('t', 7) }],
    ['tokens_of_family', { family_id: idOf('t', 1) }],
    ['tokens_by_name', { name: 'deploy-77' }],
    ['tokens_of_customer', { created_after: '2026-02-01T00:00:00Z', created_before: '2026-02-02T00:00:00Z' }],
    ['tokens_by_expiry', { expires_before: '2026-01-20T00:00:00Z' }],
    ['tokens_by_expiry', { expires_after: '2027-03-01T00:00:00Z' }],
    [ofCustomer, { last_used_after: '2026-02-01T00:00:00Z' }],
    [ofCustomer, { last_used_before: '2026-02-01T00:00:00Z' }],
    ['tokens_by_expiry', { status: 'active', expires_before: '2026-04-01T00:00:00Z', sort: 'expires_at' }],
    ['tokens_by_term', { status: 'active', label: 'repo:repo-7' }],
    ['tokens_by_term', { role: 'billing', service: 'service-1-7' }],
    [ofCustomer, { status: 'active', last_used_before: '2026-02-01T00:00:00Z', sort: 'last_used_at' }],
  ])('goes by %s to find %j', async (index, query) => {
    await expectIndex(index, () => list(query));
  });

  it('gets one by its id, and a caller by its digest', async () => {
    await expectIndex('tokens_pkey', () => new GetToken(dataSource.getRepository(TokenEntity)).execute(caller, idOf('t', 20)));
    await expectIndex('tokens_digest_key', () => new CallersInDatabase(dataSource).find('0'.repeat(64)));
  });

  it('counts a customer’s tokens from an index alone', async () => {
    for (const query of [{}, { status: 'active' }, { name: 'deploy' }]) {
      const plans = await plansOf(() => list(query));
      expect(plans.flatMap(nodesOf).map((node) => node['Node Type'])).toContain('Index Only Scan');
    }
  });
});

it('no index holds when and from where a token was last used, so that to record a use touches none', async () => {
  const rows: { definition: string }[] = await dataSource.query(
    `select pg_get_indexdef(indexrelid) as definition from pg_index where indrelid = 'issuer.tokens'::regclass`,
  );
  expect(rows.length).toBeGreaterThan(8);
  expect(rows.filter(({ definition }) => definition.includes('last_used'))).toEqual([]);
});
