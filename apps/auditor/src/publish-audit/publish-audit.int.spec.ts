import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutgoingRecord } from '@latchkey/contracts';
import { eventually } from '@latchkey/testing';
import { TestLogs } from '../../test/logs.js';
import { batchOf, idOf, junk, revoked, used } from '../../test/records.js';
import { type Published, TestTopics } from '../../test/topics.js';
import { PublishAudit } from './publish-audit.js';

const log = 'token-events/0';
const topics = new TestTopics();
let logs: TestLogs;
let published: readonly Published[];
let seen = 0;

beforeAll(async () => {
  [logs] = await Promise.all([TestLogs.open(), topics.make()]);
  published = await topics.published();
});
afterAll(async () => {
  await topics.remove();
  await logs.close();
});
beforeEach(async () => {
  await logs.clear();
  seen = published.length;
});

const publisher = (send: (records: readonly OutgoingRecord[]) => Promise<void> = (records) => topics.producer.send(records)): PublishAudit =>
  new PublishAudit(logs.dataSource, { send }, logs.metrics);

async function publishAll(instance: PublishAudit, name = log, partition = 0): Promise<number> {
  let rounds = 0;
  while (await instance.execute(name, partition)) rounds += 1;
  return rounds;
}

/** What has come since the test began, once it is as many. */
const arrived = (count: number): Promise<readonly Published[]> =>
  eventually(() => {
    expect(published.length - seen).toBeGreaterThanOrEqual(count);
    return published.slice(seen);
  }, { timeoutMs: 20_000 });
const indices = (rows: readonly Published[]): number[] => rows.map(({ event }) => event.data.index);

describe('publishing', () => {
  it('sends each record as a row with its place and its proof, to the partition of its input', async () => {
    const event = used({ outcome: 'refused', reason: 'expired' });
    await logs.ingest(batchOf([event, junk('x', 'token-usage')], { partition: 1 }));
    await publishAll(publisher(), 'token-usage/1', 1);
    const [first, second] = await arrived(2);
    const [stored] = await logs.stored('token-usage/1');
    expect(first).toEqual({
      partition: 1,
      key: 'token-usage/1',
      event: {
        id: 'token-usage/1/0',
        source: 'auditor',
        type: 'audit.recorded.v1',
        time: logs.now.toISOString(),
        data: { ...stored?.record, leaf_hash: stored?.leafHash.toString('hex'), salt: stored?.salt.toString('hex') },
      },
    });
    expect(first?.event.data).toMatchObject({ event_id: idOf(event), action: 'token.used', outcome: 'failure' });
    expect(second?.event.data).toMatchObject({ index: 1, action: 'record.unreadable', event_id: null });
  });

  it('sends a long log in its order, part by part, and then no more', async () => {
    await logs.ingest(batchOf([...Array(1200).keys()].map(() => revoked())));
    expect(await publishAll(publisher())).toBe(3);
    expect(indices(await arrived(1200))).toEqual([...Array(1200).keys()]);
    expect(await publisher().survey()).toEqual([{ log, partition: 0, unpublished: 0, stopped: false }]);
  });

  it('sends large records in parts that Kafka takes', async () => {
    const large = { user_agent: 'x'.repeat(512), labels: Object.fromEntries([...Array(50).keys()].map((n) => [`label-${n}`, '€'.repeat(255)])) };
    await logs.ingest(batchOf([...Array(60).keys()].map(() => revoked(large))));
    expect(await publishAll(publisher())).toBeGreaterThan(2);
    expect(indices(await arrived(60))).toEqual([...Array(60).keys()]);
  });

  it('repeats a part where it ended before noting it, so that nothing is left out', async () => {
    await logs.ingest(batchOf([...Array(600).keys()].map(() => revoked())));
    let sent = 0;
    const dying = publisher(async (records) => {
      await topics.producer.send(records);
      sent += 1;
      if (sent === 2) throw new Error('killed');
    });
    await expect(publishAll(dying)).rejects.toThrow('killed');
    await publishAll(publisher());
    const rows = await arrived(700);
    const all = [...Array(600).keys()];
    expect(indices(rows)).toEqual([...all, ...all.slice(500)]);
    expect(new Set(rows.map(({ event }) => `${event.id} ${event.data.leaf_hash}`)).size).toBe(600);
  });

  it('keeps the order of a log with several instances at it, and does each part once', async () => {
    await logs.ingest(batchOf([...Array(2000).keys()].map(() => revoked())));
    const instance = async (): Promise<void> => {
      const own = publisher();
      while ((await own.survey()).some(({ unpublished }) => unpublished > 0)) await own.execute(log, 0);
    };
    await Promise.all([instance(), instance(), instance()]);
    expect(indices(await arrived(2000))).toEqual([...Array(2000).keys()]);
  });

  it('holds up no ingestion, and no other log', async () => {
    await logs.ingest(batchOf([revoked()]));
    await logs.ingest(batchOf([revoked()], { partition: 1 }));
    const slow = publisher(async () => {
      await logs.ingest(batchOf([revoked()], { from: 1n }));
      expect(await publisher().execute(log, 0)).toBe(false);
      expect(await publisher().execute('token-events/1', 1)).toBe(true);
    });
    expect(await slow.execute(log, 0)).toBe(true);
    expect(await publisher().survey()).toMatchObject([{ log, unpublished: 1 }, { log: 'token-events/1', unpublished: 0 }]);
  });

  it('goes on past records that are gone, and says how many', async () => {
    await logs.ingest(batchOf([...Array(6).keys()].map(() => revoked())));
    await logs.dataSource.query('delete from auditor.records where index in (0, 1, 3, 5)');
    const before = await gone();
    expect(await publishAll(publisher())).toBe(2);
    expect(indices(await arrived(2))).toEqual([2, 4]);
    expect((await gone()) - before).toBe(4);
    expect(await publisher().survey()).toEqual([{ log, partition: 0, unpublished: 0, stopped: false }]);
  });

  it('goes on where all of them are gone', async () => {
    await logs.ingest(batchOf([revoked(), revoked()]));
    await logs.dataSource.query('delete from auditor.records');
    expect(await publishAll(publisher())).toBe(1);
    await logs.ingest(batchOf([revoked()], { from: 2n }));
    await publishAll(publisher());
    expect(indices(await arrived(1))).toEqual([2]);
  });
});

async function gone(): Promise<number> {
  const { values } = await logs.metrics.neverPublished.get();
  return values.find(({ labels }) => labels.log === log)?.value ?? 0;
}
