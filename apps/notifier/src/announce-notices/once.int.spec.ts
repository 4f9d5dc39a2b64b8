import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import type { QueryRunner } from 'typeorm';
import { aToken, beatRecord, changed, day, expiring, Schedule, stateRecord, tombstone } from '../../test/schedule.js';
import { claimSize } from './announce-notices.js';
import { claimDue, settle } from './due-notices.js';

let schedule: Schedule;
beforeAll(async () => {
  schedule = await Schedule.open();
});
afterAll(() => schedule.close());
beforeEach(() => schedule.clear());

const token = aToken(1, 100);
const thirtyDays = `${token.id}/${token.grant.expires_at}/30`;

/** Runs `during` while an announcement stands between its claim and its commit, in the session of that pid. */
async function betweenClaimAndCommit(announcing: () => Promise<unknown>, during: (pid: number) => Promise<unknown>): Promise<void> {
  const gate = schedule.dataSource.createQueryRunner();
  await gate.startTransaction();
  await gate.query('lock table notifier.outbox in share row exclusive mode');
  const announced = announcing();
  try {
    await during(await eventually(() => waitingFor(gate)));
  } finally {
    await gate.rollbackTransaction();
    await gate.release();
    await announced;
  }
}

async function waitingFor(runner: QueryRunner): Promise<number> {
  const rows: { pid: number }[] = await runner.query(
    `select pid from pg_locks where relation = 'notifier.outbox'::regclass and not granted`,
  );
  if (!rows[0]) throw new Error('nobody waits yet');
  return rows[0].pid;
}

describe('invariant 7: a notice is announced once', () => {
  const announce = (on: number): Promise<number> => schedule.announcer().execute({ now: day(on), silentPartitions: [] });

  it('by any number of instances at the same time', async () => {
    const tokens = [...Array(2 * claimSize + 50).keys()].map(() => aToken(1, 100));
    await schedule.read(69, [...tokens.map(stateRecord), beatRecord(70)]);
    const untilNone = async (): Promise<void> => {
      while ((await announce(70)) > 0);
    };
    await Promise.all([1, 2, 3, 4].map(untilNone));
    const sent = await schedule.announce(70);
    expect(sent.length).toBe(tokens.length);
    expect(new Set(sent)).toEqual(new Set(tokens.map(({ id, grant }) => `${id}/${grant.expires_at}/30`)));
  });

  it('by instances of which none claims what another settled while it was looking', async () => {
    const [most, horizon] = [20, { now: day(70), silentPartitions: [] }];
    await schedule.read(69, [...[...Array(60 * most).keys()].map(() => stateRecord(aToken(1, 100))), beatRecord(70)]);
    const claim = (limit: number): Promise<number> =>
      schedule.dataSource.transaction(async (manager) => {
        const claimed = await claimDue(manager, horizon, limit);
        return (await settle(manager, { claimed, announced: claimed }, horizon.now)).size;
      });
    // Claims of different sizes take different times, so that one is settled at any moment of another.
    const claims = async (limit: number): Promise<void> => {
      for (let left = 50; left > 0; left--) expect(await claim(limit)).toBe(limit);
    };
    await Promise.all([1, 2, most].map(claims));
  });

  it('though its announcer dies between claim and commit', async () => {
    await schedule.read(70, [stateRecord(token), beatRecord(70)]);
    await betweenClaimAndCommit(
      () => expect(announce(70)).rejects.toThrow(),
      (pid) => schedule.dataSource.query('select pg_terminate_backend($1)', [pid]),
    );
    expect(await schedule.sent()).toEqual([]);
    expect(await schedule.announce(70)).toEqual([thirtyDays]);
    expect(await schedule.announce(70)).toEqual([]);
  });

  it('while another instance passes over the token that is being announced', async () => {
    await schedule.read(70, [stateRecord(token), beatRecord(70)]);
    await betweenClaimAndCommit(
      () => announce(70),
      async () => expect(await announce(70)).toBe(0),
    );
    expect(await schedule.announce(70)).toEqual([thirtyDays]);
  });

  it('though its token changes at the same moment', async () => {
    await schedule.read(70, [stateRecord(token), beatRecord(70)]);
    let read: Promise<void> | undefined;
    await betweenClaimAndCommit(
      () => announce(70),
      async () => {
        read = schedule.read(70, [stateRecord(changed(token, 70, { name: 'renamed' }))]);
        await eventually(async () => {
          const waiting: unknown[] = await schedule.dataSource.query(`select pid from pg_stat_activity where datname = current_database() and wait_event = 'transactionid'`);
          expect(waiting.length).toBe(1);
        });
      },
    );
    await read;
    expect(await schedule.planned()).toEqual([7, 1, 'expired'].map((threshold) => `${token.id}/${token.grant.expires_at}/${threshold}`));
    expect(await schedule.announce(70)).toEqual([thirtyDays]);
  });

  it('however often token-state is read from the start, also into a schedule that was lost', async () => {
    const [extended, other] = [changed(token, 80, expiring(150)), aToken(1, 90)];
    const log = [
      [stateRecord(token), stateRecord(other), beatRecord(70)],
      [stateRecord(extended), beatRecord(100)],
      [tombstone(other.id), beatRecord(120)],
    ];
    for (const [index, on] of [70, 100, 120].entries()) {
      await schedule.read(on, log[index] ?? []);
      expect((await schedule.announce(on)).length).toBe([2, 1, 1][index]);
    }
    await schedule.read(121, log.flat(), { from: 0n });
    expect(await schedule.announce(121)).toEqual([]);
    await schedule.dataSource.query('truncate notifier.tokens, notifier.notices, notifier.positions, notifier.last_uses, notifier.disuses');
    for (const batch of log) {
      await schedule.read(121, batch);
      expect(await schedule.announce(121)).toEqual([]);
    }
    expect(await schedule.planned()).toEqual([7, 1, 'expired'].map((threshold) => `${token.id}/${extended.grant.expires_at}/${threshold}`));
  });
});
