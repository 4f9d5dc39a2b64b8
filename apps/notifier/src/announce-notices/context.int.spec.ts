import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { accountRecord, erasedRecord, issuedRecord, rotatedRecord, usedRecord } from '../../test/context.js';
import { aToken, beatRecord, changed, iso, Schedule, stateRecord, tombstone } from '../../test/schedule.js';

let schedule: Schedule;
beforeAll(async () => {
  schedule = await Schedule.open();
});
afterAll(() => schedule.close());
beforeEach(() => schedule.clear());

const token = aToken(1, 100);
const idOf = (threshold: number | 'expired'): string => `${token.id}/${token.grant.expires_at}/${threshold}`;

async function toldOn(on: number): Promise<unknown[]> {
  await schedule.read(on, [beatRecord(on)]);
  const announcer = schedule.announcer();
  while ((await announcer.execute({ now: new Date(iso(on)), silentPartitions: [] })) > 0);
  return (await schedule.sent()).map(({ value }) => JSON.parse(value ?? 'null') as unknown);
}

describe('what a notice tells beside the token', () => {
  it('is its last use, what its service account is called, and what to do', async () => {
    await schedule.read(1, [stateRecord(token)]);
    await schedule.readFacts([accountRecord('created', token, 'deploy')]);
    await schedule.readUses(60, [usedRecord(token, 59, { last_ip: '192.0.2.1', last_user_agent: 'curl/8.5.0', last_service_id: 'svc-1' })]);
    const used = { at: iso(59), ip: '192.0.2.1', user_agent: 'curl/8.5.0', service_id: 'svc-1' };
    const rotate = { method: 'POST', path: `/automation-tokens/${token.id}/rotate` };
    expect(await toldOn(70)).toEqual([expect.objectContaining({ threshold_days: 30, service_account_name: 'deploy', last_used: used, rotate })]);
    expect(await toldOn(100)).toEqual([expect.objectContaining({ service_account_name: 'deploy', last_used: used })]);
  });

  it('is the name of a service account that was made with the token, too', async () => {
    await schedule.read(1, [stateRecord(token)]);
    await schedule.readFacts([issuedRecord(token, 'build')]);
    expect(await toldOn(70)).toEqual([expect.objectContaining({ service_account_name: 'build' })]);
  });

  it('is nothing of what is not known, or of what was erased', async () => {
    await schedule.read(1, [stateRecord(token)]);
    await schedule.readFacts([accountRecord('created', token, 'deploy')]);
    await schedule.readUses(60, [usedRecord(token, 59, { last_ip: '192.0.2.1' })]);
    await schedule.readFacts([erasedRecord(token.customer_id)]);
    expect(await toldOn(70)).toEqual([expect.objectContaining({ service_account_name: null, last_used: null })]);
  });
});

describe('a token that has a successor', () => {
  const successor = aToken(60, 200, { customer_id: token.customer_id });
  const rotated = changed(token, 60, {});
  beforeEach(async () => {
    await schedule.read(60, [stateRecord(token), stateRecord(successor), stateRecord(rotated)]);
    await schedule.readFacts([rotatedRecord(token, successor.id)]);
  });

  it('is announced while that is not in use', async () => {
    await schedule.readUses(61, [usedRecord(token, 61), usedRecord(successor, 61, { outcome: 'refused', reason: 'expired' })]);
    expect(await toldOn(70)).toEqual([expect.objectContaining({ token_id: token.id, threshold_days: 30 })]);
  });

  it('is announced no more once that is in use, which is on record', async () => {
    await toldOn(70);
    await schedule.readUses(71, [usedRecord(successor, 71)]);
    expect([...(await toldOn(93)), ...(await toldOn(99.5)), ...(await toldOn(100))]).toEqual([]);
    expect(await schedule.outcomes()).toEqual({ [idOf(30)]: 'announced', [idOf(7)]: 'passed_over', [idOf(1)]: 'passed_over', [idOf('expired')]: 'passed_over' });
    expect(await schedule.planned()).toContain(`${successor.id}/${successor.grant.expires_at}/30`);
  });

  it('is announced again where that is gone', async () => {
    await schedule.readUses(71, [usedRecord(successor, 71)]);
    expect(await toldOn(71)).toEqual([]);
    await schedule.read(92, [tombstone(successor.id)]);
    expect(await toldOn(93)).toEqual([expect.objectContaining({ threshold_days: 7 })]);
  });

  it('does not hold up others, however many it is passed over with', async () => {
    const many = [...Array(150).keys()].map(() => aToken(1, 100));
    await schedule.read(60, many.map(stateRecord));
    await schedule.readFacts(many.map((each) => rotatedRecord(each, successor.id)));
    await schedule.readUses(61, [usedRecord(successor, 61)]);
    const other = aToken(1, 100);
    await schedule.read(61, [stateRecord(other), beatRecord(70)]);
    expect(await schedule.announce(70)).toEqual([`${other.id}/${other.grant.expires_at}/30`]);
  });
});
