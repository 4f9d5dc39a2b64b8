import { expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { TestIssuer } from '../../test/issuer.js';
import { asCaller } from '../callers/as-caller.js';
import { lockMaker } from './lock-maker.js';
import { TokenEntity } from './token.entity.js';

const issuer = TestIssuer.ofFile();

const waiting = async (): Promise<number> => {
  const rows: { count: number }[] = await issuer.dataSource.query(
    `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event in ('transactionid', 'tuple')`,
  );
  return rows[0]?.count ?? 0;
};

/** Holds the token as whoever makes another by it does, until it is told to let go. */
async function holding(id: string): Promise<() => Promise<void>> {
  const runner = issuer.dataSource.createQueryRunner();
  await runner.startTransaction();
  await lockMaker(runner.manager, asCaller(await runner.manager.findOneByOrFail(TokenEntity, { id })), new Date());
  return async () => {
    await runner.commitTransaction();
    await runner.release();
  };
}

it('whoever revokes a token comes before what it makes from then on: stops a thief who puts off the end by issuing without a pause', async () => {
  const admin = await issuer.customer();
  const stolen = await issuer.holder({ roles: ['engineer', 'token_admin'] }, admin.secret);
  const letGo = await holding(stolen.id);
  const revoked = issuer.revoke(stolen.id, admin.secret);
  await eventually(async () => expect(await waiting()).toBe(1));
  const issued = issuer.ask({}, stolen.secret);
  await eventually(async () => expect(await waiting()).toBe(2)).finally(letGo);
  expect([(await revoked).status, (await issued).status]).toEqual([204, 401]);
});
