import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Outbox } from '@latchkey/outbox';
import { eventually } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { type Holder, TestIssuer } from '../../test/issuer.js';
import { type Republication, RepublishTokens } from './republish-tokens.js';

const issuer = TestIssuer.ofFile();
let customer: Holder;

beforeAll(async () => {
  customer = await issuer.customer();
});
beforeEach(() => issuer.dataSource.query('truncate issuer.outbox'));

const republish = (selection: Republication = {}): Promise<number> => {
  const outbox = new Outbox(issuer.dataSource, 'issuer', { log: () => undefined, warn: () => undefined });
  return new RepublishTokens(issuer.dataSource, outbox).execute(selection);
};
const appended = async (): Promise<{ key: string; sequence: number }[]> =>
  issuer.dataSource.query(`select key, (value::jsonb->>'sequence')::int as sequence from issuer.outbox where topic = 'token-state' order by id`);
async function tokens(count: number, by?: string): Promise<string[]> {
  const made = await Promise.all(Array.from({ length: count }, () => issuer.issue({}, by)));
  await issuer.dataSource.query('truncate issuer.outbox');
  return made.map(({ id }) => id);
}

describe('republishing', () => {
  it('appends every token that is not buried, as it stands, over as many pages as it takes', async () => {
    const [revoked, buried, ...others] = await tokens(420);
    await issuer.revoke(revoked as string);
    await issuer.dataSource.query('update issuer.tokens set tombstoned_at = now() where id = $1', [buried]);
    await issuer.dataSource.query('truncate issuer.outbox');
    const sequences = new Map([[revoked, 2], ...[...others, issuer.platform.id, customer.id].map((id) => [id, 1] as const)]);
    expect(await republish()).toBe(sequences.size);
    const rows = await appended();
    expect(rows).toHaveLength(sequences.size);
    expect(new Map(rows.map(({ key, sequence }) => [key, sequence]))).toEqual(sequences);
  });

  it('appends those of one customer, one token, or of neither where the two do not go together', async () => {
    const own = [customer.id, ...(await tokens(3, customer.secret))].sort();
    expect(await republish({ customerId: customer.customer_id })).toBe(own.length);
    expect((await appended()).map(({ key }) => key)).toEqual(own);
    await issuer.dataSource.query('truncate issuer.outbox');
    expect(await republish({ tokenId: own[1] })).toBe(1);
    expect((await appended()).map(({ key }) => key)).toEqual([own[1]]);
    expect(await republish({ tokenId: own[1], customerId: issuer.platform.customer_id })).toBe(0);
    expect(await republish({ tokenId: mintId() })).toBe(0);
  });

  it('appends no state of before a change that is under way (invariant 3)', async () => {
    const [id] = await tokens(1);
    let republishing: Promise<number> | undefined;
    await issuer.dataSource.transaction(async (manager) => {
      await manager.query('update issuer.tokens set sequence = sequence + 1 where id = $1', [id]);
      republishing = republish({ tokenId: id });
      await eventually(async () => expect(await waitingForLocks()).toBe(1));
      expect(await appended()).toEqual([]);
    });
    expect(await republishing).toBe(1);
    expect(await appended()).toEqual([{ key: id, sequence: 2 }]);
  });
});

async function waitingForLocks(): Promise<number> {
  const rows: { waiting: number }[] = await issuer.dataSource.query(
    `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows[0]?.waiting ?? 0;
}
