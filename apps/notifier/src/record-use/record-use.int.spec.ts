import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { usedRecord } from '../../test/context.js';
import { aToken, day, Schedule, stateRecord, tombstone } from '../../test/schedule.js';

let schedule: Schedule;
beforeAll(async () => {
  schedule = await Schedule.open();
});
afterAll(() => schedule.close());

const token = aToken(1, 100);
beforeEach(async () => {
  await schedule.clear();
  await schedule.read(1, [stateRecord(token)]);
});

const lastUse = (): Promise<unknown[]> => schedule.dataSource.query('select token_id, used_at, ip, user_agent, service_id from notifier.last_uses');
const use = (on: number, ip: string | null = null, agent: string | null = null, service: string | null = null): object => ({
  token_id: token.id, used_at: day(on), ip, user_agent: agent, service_id: service,
});

describe('the last use of a token', () => {
  it('is kept with from where, by what and for which service', async () => {
    await schedule.readUses(3, [usedRecord(token, 2, { last_ip: '192.0.2.1', last_user_agent: 'curl/8.5.0', last_service_id: 'svc-1' })]);
    expect(await lastUse()).toEqual([use(2, '192.0.2.1', 'curl/8.5.0', 'svc-1')]);
  });

  it('moves forward only, in whatever order and however often it is told', async () => {
    const [first, second, third] = [usedRecord(token, 2), usedRecord(token, 3, { last_ip: '192.0.2.3' }), usedRecord(token, 4)];
    await schedule.readUses(5, [second, first, second]);
    expect(await lastUse()).toEqual([use(3, '192.0.2.3')]);
    await schedule.readUses(5, [first]);
    expect(await lastUse()).toEqual([use(3, '192.0.2.3')]);
    await schedule.readUses(5, [third]);
    expect(await lastUse()).toEqual([use(4)]);
  });

  it('is none that was refused', async () => {
    await schedule.readUses(3, [usedRecord(token, 2, { outcome: 'refused', reason: 'permission_refused' })]);
    expect(await lastUse()).toEqual([]);
  });

  it('lies in the future by no clock', async () => {
    await schedule.readUses(3, [usedRecord(token, 400)]);
    expect(await lastUse()).toEqual([use(3)]);
  });

  it('keeps nothing that is no address, cannot be stored, or is of a token that is not known', async () => {
    await schedule.readUses(3, [usedRecord(token, 2, { last_ip: 'a\u0000', last_user_agent: '\u0000' }), usedRecord(aToken(1, 100), 2)]);
    expect(await lastUse()).toEqual([use(2)]);
  });

  it('goes with its token, and comes back with none that was buried', async () => {
    await schedule.readUses(3, [usedRecord(token, 2)]);
    await schedule.read(4, [tombstone(token.id)]);
    await schedule.readUses(4, [usedRecord(token, 3)]);
    expect(await lastUse()).toEqual([]);
  });
});
