import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { contractsOf, decodeEvent } from '@latchkey/contracts';
import type { TokenState } from '@latchkey/contracts';
import { aToken, beatRecord, changed, day, expiring, iso, Schedule, stateRecord, tombstone } from '../../test/schedule.js';
import { claimSize } from './announce-notices.js';

let schedule: Schedule;
beforeAll(async () => {
  schedule = await Schedule.open();
});
afterAll(() => schedule.close());
beforeEach(() => schedule.clear());

const noticesOf = (token: TokenState, ...thresholds: (number | 'expired')[]): string[] =>
  thresholds.map((threshold) => `${token.id}/${token.grant.expires_at}/${threshold}`);

/** What is announced at midnight of each of these days, heartbeats coming in all the time. */
async function through(...days: number[]): Promise<string[][]> {
  const announced = [];
  for (const on of days) {
    await schedule.read(on, [beatRecord(on)]);
    announced.push(await schedule.announce(on));
  }
  return announced;
}

describe('a threshold that falls due', () => {
  it('is announced once, and so is the expiry', async () => {
    const token = aToken(1, 100);
    await schedule.read(1, [stateRecord(token)]);
    expect(await through(69, 70, 71, 93, 99, 100, 101)).toEqual([
      [], noticesOf(token, 30), [], noticesOf(token, 7), noticesOf(token, 1), noticesOf(token, 'expired'), [],
    ]);
    expect(await schedule.planned()).toEqual([]);
  });

  it('is an event of its contract, timed when it was due', async () => {
    const token = aToken(1, 100, { name: 'purge on deploy', labels: { team: 'edge' } });
    await schedule.read(70, [stateRecord(token), beatRecord(100)]);
    await schedule.announcer().execute({ now: day(70.5), silentPartitions: [] });
    await schedule.announcer().execute({ now: day(100.5), silentPartitions: [] });
    const sent = await schedule.sent();
    const events = sent.map(({ key, value, headers }) => decodeEvent(contractsOf('token-events'), { key, headers, value: Buffer.from(value ?? '') }));
    const about = { token_id: token.id, customer_id: token.customer_id, service_account_id: token.service_account_id, token_name: 'purge on deploy' };
    const data = { ...about, labels: { team: 'edge' }, expires_at: iso(100), service_account_name: null, last_used: null };
    const rotate = { method: 'POST', path: `/automation-tokens/${token.id}/rotate` };
    const from = { source: 'notifier', subject: token.id };
    expect(events).toEqual([
      { kind: 'event', event: { ...from, id: `${token.id}/${iso(100)}/30`, type: 'token.expiring.v1', time: iso(70), data: { ...data, threshold_days: 30, rotate } } },
      { kind: 'event', event: { ...from, id: `${token.id}/${iso(100)}/expired`, type: 'token.expired.v1', time: iso(100), data } },
    ]);
  });

  it('is one of the token’s own days where it names any', async () => {
    const token = aToken(1, 100, { notify_days: [10] });
    await schedule.read(1, [stateRecord(token)]);
    expect(await through(70, 90, 93, 99)).toEqual([[], noticesOf(token, 10), [], []]);
  });

  it('does not count for a token that was made after it', async () => {
    const token = aToken(95, 100);
    await schedule.read(95, [stateRecord(token)]);
    expect(await through(95, 99)).toEqual([[], noticesOf(token, 1)]);
  });

  it('is announced of a suspended token', async () => {
    const token = changed(aToken(1, 100), 2, { status: 'suspended' });
    await schedule.read(2, [stateRecord(token)]);
    expect(await through(70)).toEqual([noticesOf(token, 30)]);
  });
});

describe('a token that changes', () => {
  const token = aToken(1, 100);

  it('is announced for its new expiry under new ids, and no more for the old one', async () => {
    await schedule.read(1, [stateRecord(token)]);
    expect(await through(93)).toEqual([noticesOf(token, 7)]);
    const extended = changed(token, 94, expiring(300));
    await schedule.read(94, [stateRecord(extended)]);
    expect(await schedule.planned()).toEqual(noticesOf(extended, 30, 7, 1, 'expired'));
    expect(await through(99, 100, 270)).toEqual([[], [], noticesOf(extended, 30)]);
  });

  it('is not announced again for an expiry that it returns to', async () => {
    await schedule.read(1, [stateRecord(token)]);
    await through(70, 93);
    const extended = changed(token, 94, expiring(300));
    await schedule.read(95, [stateRecord(extended), stateRecord(changed(extended, 95, expiring(100)))]);
    expect(await through(95, 99)).toEqual([[], noticesOf(token, 1)]);
  });

  it('is not announced for days, newly named, that came before what was announced', async () => {
    await schedule.read(1, [stateRecord(token)]);
    await through(70, 93);
    const renewed = changed(token, 94, { notify_days: [60, 3] });
    await schedule.read(94, [stateRecord(renewed)]);
    expect(await through(94, 97)).toEqual([[], noticesOf(token, 3)]);
  });

  it.each([
    ['revoked', [stateRecord(changed(token, 60, { status: 'revoked' }))]],
    ['for ever', [stateRecord(changed(token, 60, { grant: { ...token.grant, expires_at: null } }))]],
    ['buried', [tombstone(token.id)]],
  ])('is not announced once it is %s', async (_, records) => {
    await schedule.read(1, [stateRecord(token)]);
    await schedule.read(60, records);
    expect(await schedule.planned()).toEqual([]);
    expect(await through(70, 100)).toEqual([[], []]);
  });

  it('changes nothing by a state that is not newer', async () => {
    await schedule.read(60, [stateRecord(changed(token, 60, { status: 'revoked' })), stateRecord(token)]);
    expect(await schedule.planned()).toEqual([]);
  });

  it('changes nothing by a record that cannot be read, which is counted', async () => {
    await schedule.read(1, [stateRecord(token), { topic: 'token-state', key: token.id, value: '{"status":"revoked"}', headers: {} }]);
    expect(await through(70)).toEqual([noticesOf(token, 30)]);
    expect((await schedule.metrics.unreadable.get()).values).toEqual([{ value: 1, labels: {} }]);
  });
});

describe('after downtime', () => {
  const token = aToken(1, 100);
  beforeEach(() => schedule.read(1, [stateRecord(token)]));

  it('only the latest threshold is announced, and those before it are on record as passed over', async () => {
    expect(await through(99.5)).toEqual([noticesOf(token, 1)]);
    const [thirty, seven, one] = noticesOf(token, 30, 7, 1);
    expect(await schedule.outcomes()).toEqual({ [`${thirty}`]: 'passed_over', [`${seven}`]: 'passed_over', [`${one}`]: 'announced' });
    expect(await through(100)).toEqual([noticesOf(token, 'expired')]);
  });

  it('only the expiry is, where that has come', async () => {
    expect(await through(120)).toEqual([noticesOf(token, 'expired')]);
  });

  it('a backlog half read does not bring out an earlier threshold first', async () => {
    await schedule.read(99.5, [beatRecord(95)]);
    expect(await schedule.announce(99.5)).toEqual([]);
    expect(await through(99.5)).toEqual([noticesOf(token, 1)]);
  });

  it('more than one claim’s worth all goes out', async () => {
    const tokens = [...Array(claimSize + 30).keys()].map(() => aToken(1, 100));
    await schedule.read(60, [...tokens.map(stateRecord), beatRecord(70)]);
    expect((await schedule.announce(70)).sort()).toEqual([token, ...tokens].flatMap((each) => noticesOf(each, 30)).sort());
  });
});
