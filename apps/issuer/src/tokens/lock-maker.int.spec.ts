import { describe, expect, it } from '@jest/globals';
import { Outbox } from '@latchkey/outbox';
import { eventually } from '@latchkey/testing';
import type { EntityManager } from 'typeorm';
import { type Holder, TestIssuer } from '../../test/issuer.js';
import { asCaller } from '../callers/as-caller.js';
import { lockCustomer } from '../customers/lock-customer.js';
import { RecordUse } from '../record-use/record-use.js';
import { changeTokens } from './change-tokens.js';
import { lockMaker } from './lock-maker.js';
import { lockTokens } from './lock-tokens.js';
import { TokenEntity } from './token.entity.js';

const issuer = TestIssuer.ofFile();

const waiting = async (): Promise<number> => {
  const rows: { count: number }[] = await issuer.dataSource.query(
    `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event in ('transactionid', 'tuple', 'advisory')`,
  );
  return rows[0]?.count ?? 0;
};

/** Holds what `lock` takes, until it is told to let go. */
async function holding(lock: (manager: EntityManager) => Promise<unknown>): Promise<() => Promise<void>> {
  const runner = issuer.dataSource.createQueryRunner();
  await runner.startTransaction();
  await lock(runner.manager);
  return async () => {
    await runner.commitTransaction();
    await runner.release();
  };
}

const callerOf = async (manager: EntityManager, id: string) => asCaller(await manager.findOneByOrFail(TokenEntity, { id }));
/** Holds the token as whoever makes another by it does. */
const making = (id: string) => holding(async (manager) => lockMaker(manager, await callerOf(manager, id)));
const maker = (by: string): Promise<Holder> => issuer.holder({ roles: ['engineer', 'token_admin'] }, by);

/** While `letGo` is awaited, `end` waits for what is held and `issue` for the end, so that it comes after. */
async function inTurn(letGo: () => Promise<void>, end: () => Promise<Response>, issue: () => Promise<Response>): Promise<number[]> {
  const ended = end();
  await eventually(async () => expect(await waiting()).toBe(1)).catch(rethrowAfter(letGo));
  const issued = issue();
  await eventually(async () => expect(await waiting()).toBe(2)).finally(letGo);
  return [(await ended).status, (await issued).status];
}

const rethrowAfter = (letGo: () => Promise<void>) => async (error: unknown) => {
  await letGo();
  throw error;
};

describe('acts of one token', () => {
  it('do not wait for one another, nor its last use for them', async () => {
    const { id, secret } = await maker((await issuer.customer()).secret);
    const held = await Promise.all([making(id), making(id), making(id)]);
    try {
      expect((await issuer.ask({}, secret)).status).toBe(201);
      await issuer.part(RecordUse).execute([{ tokenId: id, reason: null, count: 1, at: new Date(), ip: '203.0.113.5', userAgent: null, serviceId: null }]);
      expect(await issuer.get(id)).toMatchObject({ ip: '203.0.113.5' });
    } finally {
      await Promise.all(held.map((letGo) => letGo()));
    }
  });

  it('wait for a change of it that has begun, and see it done', async () => {
    const { id, secret } = await maker((await issuer.customer()).secret);
    const letGo = await holding(async (manager) => {
      const change = changeTokens(manager, await lockTokens(manager, [id]), { status: 'suspended' }, new Date());
      await issuer.part(Outbox).append(manager, [], [change]);
    });
    const issued = issuer.ask({}, secret);
    await eventually(async () => expect(await waiting()).toBe(1)).finally(letGo);
    expect((await issued).status).toBe(401);
  });
});

describe('whoever ends what makes tokens comes before what it makes from then on: stops a thief who puts off the end by issuing without a pause', () => {
  it('a token', async () => {
    const admin = await issuer.customer();
    const stolen = await maker(admin.secret);
    const end = () => issuer.revoke(stolen.id, admin.secret);
    expect(await inTurn(await making(stolen.id), end, () => issuer.ask({}, stolen.secret))).toEqual([204, 401]);
  });

  it('a token that another made', async () => {
    const admin = await issuer.customer();
    const parent = await maker(admin.secret);
    const stolen = await maker(parent.secret);
    const end = () => issuer.revoke(parent.id, admin.secret);
    expect(await inTurn(await making(stolen.id), end, () => issuer.ask({}, stolen.secret))).toEqual([204, 401]);
  });

  it('a customer', async () => {
    const admin = await issuer.customer();
    const letGo = await holding(async (manager) => lockCustomer(manager, await callerOf(manager, admin.id), admin.customer_id));
    const end = () => issuer.call(`/customers/${admin.customer_id}`, { method: 'DELETE', by: issuer.platform.secret });
    expect(await inTurn(letGo, end, () => issuer.ask({}, admin.secret))).toEqual([200, 409]);
  });

  it('a customer whose tokens never rest', async () => {
    const admin = await issuer.customer();
    let over = false;
    const statuses = new Set<number>();
    const thief = async () => {
      while (!over) statuses.add((await issuer.ask({}, admin.secret)).status);
    };
    const thieves = Array.from({ length: 8 }, thief);
    const offboarded = await issuer.call(`/customers/${admin.customer_id}`, { method: 'DELETE', by: issuer.platform.secret }).finally(() => (over = true));
    await Promise.all(thieves);
    expect(offboarded.status).toBe(200);
    expect([...statuses].filter((status) => ![201, 401, 409].includes(status))).toEqual([]);
    expect(await issuer.dataSource.query(`select from issuer.tokens where customer_id = $1 and status <> 'revoked'`, [admin.customer_id])).toEqual([]);
  });
});

it('who may not see a token or its customer does not hold it up', async () => {
  const [admin, other] = [await issuer.customer(), await issuer.customer()];
  const letGo = await holding((manager) => lockTokens(manager, [admin.id]));
  try {
    const asked = [issuer.revoke(admin.id, other.secret), issuer.act(admin.id, 'suspend', other.secret), issuer.act(admin.id, 'rotate', other.secret, { body: {} })];
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([404, 404, 404]);
  } finally {
    await letGo();
  }
});
