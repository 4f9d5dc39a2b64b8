import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Watermarks } from '@latchkey/kafka';
import { aToken, beatRecord, changed, day, Schedule, stateRecord, tombstone } from '../../test/schedule.js';
import { SilentPartitions } from './silent-partitions.js';

let schedule: Schedule;
beforeAll(async () => {
  schedule = await Schedule.open();
});
afterAll(() => schedule.close());
beforeEach(() => schedule.clear());

const token = aToken(1, 100);
const sevenDays = `${token.id}/${token.grant.expires_at}/7`;
const minutes = (count: number): number => count / (24 * 60);

describe('what is due waits', () => {
  it('until token-state was read up to that moment: it may have been revoked in the part not read yet', async () => {
    await schedule.read(98, [stateRecord(token), beatRecord(59)]);
    expect(await schedule.announce(98)).toEqual([]);
    await schedule.read(98, [stateRecord(changed(token, 60, { status: 'revoked' })), beatRecord(98)]);
    expect(await schedule.announce(98)).toEqual([]);
    expect(await schedule.outcomes()).toEqual({});
  });

  it('while nothing was heard of its partition, however far others are', async () => {
    await schedule.read(98, [stateRecord(token)]);
    await schedule.read(98, [beatRecord(98, 1)], { partition: 1 });
    expect(await schedule.announce(98)).toEqual([]);
    await schedule.read(98, [beatRecord(98)]);
    expect(await schedule.announce(98)).toEqual([sevenDays]);
  });

  it('for our own clock, too, where the issuer’s is ahead', async () => {
    await schedule.read(92, [stateRecord({ ...token, notify_days: [7] }), beatRecord(98)]);
    expect(await schedule.announce(92)).toEqual([]);
    expect(await schedule.announce(93)).toEqual([sevenDays]);
  });

  it('when the partition is read again: a token that was buried comes back before what ended it', async () => {
    const [active, revoked] = [stateRecord(token), stateRecord(changed(token, 60, { status: 'revoked' }))];
    await schedule.read(97, [active, revoked, beatRecord(67), tombstone(token.id), beatRecord(97)]);
    await schedule.read(98, [active], { from: 0n });
    expect(await schedule.planned()).toContain(sevenDays);
    expect(await schedule.announce(98)).toEqual([]);
    await schedule.read(98, [revoked, beatRecord(67), tombstone(token.id), beatRecord(98)]);
    expect(await schedule.announce(98)).toEqual([]);
  });

  it('not when a batch without heartbeat follows on', async () => {
    await schedule.read(98, [stateRecord(token), beatRecord(98)]);
    await schedule.read(98, [stateRecord(aToken(1, 200))]);
    expect(await schedule.announce(98)).toEqual([sevenDays]);
  });
});

describe('an issuer that is down (invariant 10)', () => {
  const heard = 92;
  const silent = 93 + minutes(11);
  const endsAt = (high: bigint) => async (): Promise<Watermarks[]> => [{ partition: 0, low: 0n, high }];
  const away = (): Promise<Watermarks[]> => Promise.reject(new Error('Kafka does not answer'));
  const find = (on: number, watermarks: () => Promise<Watermarks[]>): Promise<number[]> => new SilentPartitions(schedule.dataSource, watermarks).find(day(on));

  beforeEach(() => schedule.read(heard, [stateRecord(token), beatRecord(heard)]));

  it('silences no notice: after ten minutes without heartbeats our clock decides', async () => {
    const partitions = await find(silent, endsAt(2n));
    expect(partitions).toEqual([0]);
    expect(await schedule.announce(silent)).toEqual([]);
    expect(await schedule.announce(silent, partitions)).toEqual([sevenDays]);
  });

  it('is not taken for one while heartbeats come', async () => {
    await schedule.read(93, [beatRecord(92.5)]);
    expect(await find(93 + minutes(9), endsAt(3n))).toEqual([]);
    expect(await find(93 + minutes(10), endsAt(3n))).toEqual([0]);
  });

  it('is not taken for one while the partition holds something unread', async () => {
    expect(await find(silent, endsAt(3n))).toEqual([]);
  });

  it('is not taken for one while Kafka is away, so that revocations may wait in its outbox', async () => {
    await expect(find(silent, away)).rejects.toThrow('Kafka does not answer');
  });

  it('does not have Kafka asked while nothing due waits for it', async () => {
    expect(await find(92.9, away)).toEqual([]);
    await schedule.read(93, [beatRecord(93)]);
    await schedule.announce(93);
    expect(await find(95, away)).toEqual([]);
  });
});
