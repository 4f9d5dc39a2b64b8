import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { TestLogs } from '../../test/logs.js';
import { batchOf, idOf, junk, revoked, used } from '../../test/records.js';
import { seal } from '../logs/seal.js';

let logs: TestLogs;
beforeAll(async () => {
  logs = await TestLogs.open();
});
afterAll(() => logs.close());
beforeEach(() => logs.clear());

const day = (count: number): void => {
  logs.now = new Date(Date.UTC(2026, 2, count, 12));
};
const counted = async (metric: 'ingested' | 'unreadable' | 'gaps' | 'lag'): Promise<unknown[]> =>
  (await logs.metrics[metric].get()).values.map(({ labels, value }) => ({ ...labels, value }));

describe('a batch', () => {
  it('becomes entries of its partition’s log, at dense indices, each with what proves it', async () => {
    const input = [revoked(), revoked(), revoked()];
    expect(await logs.ingest(batchOf(input, { partition: 4 }))).toBe(3n);
    const stored = await logs.stored('token-events/4');
    expect(stored.map(({ record }) => record.index)).toEqual([0, 1, 2]);
    for (const { record, bytes, salt, commitment, leafHash } of stored) expect({ bytes, salt, commitment, leafHash }).toEqual(seal(record, salt));
    expect(stored.map(({ record }) => record.event_id)).toEqual(input.map(idOf));
    expect(stored[0]?.record).toMatchObject({ schema_version: 1, log: 'token-events/4', ingested_at: logs.now.toISOString(), duplicate_of: null, action: 'token.revoked' });
  });

  it('leaves the log standing where it ends', async () => {
    await logs.ingest(batchOf([revoked(), revoked()], { next: 3n, end: 9n }));
    expect(await logs.row()).toEqual({ next_offset: '3', size: '2', cluster_id: 'cluster-1', last_offset: '1', stopped: null, ended: false });
    expect(await counted('lag')).toContainEqual({ log: 'token-events/0', value: 6 });
  });

  it('goes to the log of its own topic', async () => {
    await logs.ingest(batchOf([used()]));
    await logs.ingest(batchOf([revoked()]));
    expect((await logs.records('token-usage/0')).map(({ action }) => action)).toEqual(['token.used']);
    expect((await logs.records('token-events/0')).map(({ action }) => action)).toEqual(['token.revoked']);
    expect(await counted('ingested')).toEqual(expect.arrayContaining([expect.objectContaining({ topic: 'token-usage', value: 1 })]));
  });

  it('counts whole or not at all', async () => {
    await logs.ingest(batchOf([revoked()]));
    await logs.dataSource.query(`alter table auditor.records add constraint refuse check (action <> 'token.revoked') not valid`);
    await expect(logs.ingest(batchOf([revoked()], { from: 1n }))).rejects.toThrow('refuse');
    await logs.dataSource.query('alter table auditor.records drop constraint refuse');
    expect(await logs.row()).toMatchObject({ next_offset: '1', size: '1' });
    expect(await logs.dataSource.query('select count(*)::int as n from auditor.entries')).toEqual([{ n: 1 }]);
  });
});

describe('records lost before they were read', () => {
  it('are noted as a gap, and the log goes on', async () => {
    await logs.ingest(batchOf([revoked()]));
    logs.kafka.low = 5n;
    const after = revoked();
    expect(await logs.ingest(batchOf([after], { from: 5n }))).toBe(6n);
    const [, gap, next] = await logs.records();
    expect(gap).toMatchObject({ index: 1, action: 'log.gap', customer_id: null, event_id: null, details: { from_offset: 1, to_offset: 5 } });
    expect(next).toMatchObject({ index: 2, event_id: idOf(after) });
    expect(await logs.row()).toMatchObject({ next_offset: '6', size: '3' });
    expect(await counted('gaps')).toEqual([{ topic: 'token-events', value: 1 }]);
  });

  it('are none where Kafka still has them: they are asked for', async () => {
    await logs.ingest(batchOf([revoked()]));
    expect(await logs.ingest(batchOf([revoked()], { from: 5n }))).toBe(1n);
    expect(await logs.row()).toMatchObject({ next_offset: '1', size: '1' });
  });
});

describe('an input that is another one', () => {
  const stopped = (code: string) => expect.objectContaining({ code, message: expect.stringContaining('start a new epoch: start-epoch.main.js token-events 0') });

  it.each([
    ['cluster_changed', () => Object.assign(logs.kafka, { clusterId: 'cluster-2' }), { from: 2n }],
    ['input_shorter', () => undefined, { from: 0n, end: 1n }],
    ['input_changed', () => undefined, { from: 1n }],
  ])('stops its log (%s), which says how to go on, and no other', async (code, change, place) => {
    await logs.ingest(batchOf([revoked(), revoked()]));
    await logs.ingest(batchOf([used()]));
    change();
    const again = (): Promise<bigint> => logs.ingest(batchOf([revoked()], place));
    await expect(again()).rejects.toEqual(stopped(code));
    await expect(again()).rejects.toEqual(stopped(code));
    expect(await logs.row()).toMatchObject({ next_offset: '2', size: '2', stopped: code });
    logs.kafka.clusterId = 'cluster-1';
    expect(await logs.ingest(batchOf([used()], { from: 1n }))).toBe(2n);
  });

  it('is taken up again where it turns out to be the same after all', async () => {
    await logs.ingest(batchOf([revoked()]));
    logs.kafka.clusterId = 'cluster-2';
    await expect(logs.ingest(batchOf([revoked()], { from: 1n }))).rejects.toEqual(stopped('cluster_changed'));
    logs.kafka.clusterId = 'cluster-1';
    expect(await logs.ingest(batchOf([revoked()], { from: 1n }))).toBe(2n);
    expect(await logs.row()).toMatchObject({ stopped: null, size: '2' });
  });

  it('is known by an unreadable record, too', async () => {
    await logs.ingest(batchOf([junk('one')]));
    expect(await logs.ingest(batchOf([junk('one'), revoked()]))).toBe(2n);
    await logs.ingest(batchOf([junk('two')], { from: 2n }));
    await expect(logs.ingest(batchOf([junk('other')], { from: 2n, end: 9n }))).rejects.toEqual(stopped('input_changed'));
  });
});

describe('an event that comes again under its id', () => {
  it('is a duplicate of its first entry, within a batch and across batches', async () => {
    const [event, other] = [revoked(), revoked()];
    await logs.ingest(batchOf([other, event, event]));
    await logs.ingest(batchOf([event, event, other], { from: 3n }));
    expect((await logs.records()).map(({ duplicate_of: first }) => first)).toEqual([null, null, 1, 1, 1, 0]);
  });

  it('is none of another source, of another log, or without an id', async () => {
    const id = mintId();
    await logs.ingest(batchOf([revoked({}, { id }), revoked({}, { id, source: 'notifier' }), junk('x'), junk('x')]));
    await logs.ingest(batchOf([revoked({}, { id })], { partition: 1 }));
    expect((await logs.records()).map(({ duplicate_of: first }) => first)).toEqual([null, null, null, null]);
    expect((await logs.records('token-events/1')).map(({ duplicate_of: first }) => first)).toEqual([null]);
  });

  it('is one for seven days after it came last', async () => {
    const event = revoked();
    const daysAndFirsts: [number, number | null][] = [[1, null], [7, 0], [13, 0], [21, null], [22, 3]];
    for (const [position, [on]] of daysAndFirsts.entries()) {
      day(on);
      await logs.ingest(batchOf([event], { from: BigInt(position) }));
    }
    expect((await logs.records()).map(({ duplicate_of: first }) => first)).toEqual(daysAndFirsts.map(([, first]) => first));
  });
});
