import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { auditCheckpointSigned, EventOf } from '@latchkey/contracts';
import { TopicScan } from '@latchkey/kafka';
import { Readiness } from '@latchkey/runtime';
import { eventually } from '@latchkey/testing';
import { TestLogs } from '../../test/logs.js';
import { batchOf, revoked, used } from '../../test/records.js';
import { TestTopics } from '../../test/topics.js';
import { CheckpointLoop } from './checkpoint-loop.js';
import { PublishCheckpoints } from './publish-checkpoints.js';
import { SignCheckpoint } from './sign-checkpoint.js';
import { SignLogs } from './sign-logs.js';

const topics = new TestTopics();
let logs: TestLogs;
let readiness: Readiness;
beforeAll(async () => {
  [logs] = await Promise.all([TestLogs.open(), topics.make()]);
});
afterAll(async () => {
  await topics.remove();
  await logs.close();
});
beforeEach(async () => {
  await logs.clear();
  readiness = new Readiness();
});

const publisher = (send: typeof topics.producer.send = (records) => topics.producer.send(records)): PublishCheckpoints => new PublishCheckpoints(logs.dataSource, { send });

/** As an instance of the service has it. */
async function running(work: () => Promise<unknown>): Promise<void> {
  const signLogs = new SignLogs(new SignCheckpoint(logs.dataSource, logs.keys), logs.metrics, logs.keys, readiness);
  const loop = new CheckpointLoop(signLogs, publisher(), { isComplete: async () => true }, logs.keys, 50);
  loop.onApplicationBootstrap();
  try {
    await work();
  } finally {
    await loop.beforeApplicationShutdown();
  }
}

async function published(): Promise<EventOf<typeof auditCheckpointSigned>[]> {
  const events: EventOf<typeof auditCheckpointSigned>[] = [];
  await TopicScan.all({
    client: topics.client,
    topic: 'audit-checkpoints',
    take: ({ records }) => void events.push(...records.flatMap(({ decoded }) => (decoded.kind === 'event' ? [decoded.event] : []))),
  });
  return events;
}

describe('the loop', () => {
  it('signs each log that has grown, and publishes what it signed', async () => {
    await running(async () => {
      await logs.ingest(batchOf([revoked(), revoked()]));
      await logs.ingest(batchOf([used()], { partition: 1 }));
      await eventually(async () => expect((await logs.notes('token-usage/1')).length + (await logs.notes()).length).toBeGreaterThanOrEqual(2));
      await eventually(async () => expect(await logs.dataSource.query('select 1 from auditor.checkpoints where published_at is null')).toEqual([]));
    });
    const [note = ''] = await logs.notes('token-usage/1');
    const event = (await published()).find(({ data }) => data.log === 'token-usage/1');
    expect(event).toMatchObject({ id: 'token-usage/1/1', source: 'auditor', data: { size: 1, root_hash: logs.keys.open(note)?.root.toString('hex'), checkpoint: note } });
  });

  it('says which log it refuses, loudly and for as long as it does, and signs the others', async () => {
    await logs.ingest(batchOf([revoked(), revoked()]));
    await logs.sign();
    await logs.dataSource.query('update auditor.entries set leaf_hash = sha256(leaf_hash) where index = 0');
    await logs.ingest(batchOf([revoked()], { from: 2n }));
    await logs.ingest(batchOf([used()], { partition: 1 }));
    await running(async () => {
      await eventually(async () => expect(await readiness.checks.get('checkpoints')?.()).toEqual({ up: true, details: { signing: true, refused: 'token-events/0 not_extending' } }));
      await eventually(async () => expect(await logs.notes('token-usage/1')).toHaveLength(1));
      const shown = async (metric: 'refused' | 'unsigned') => Object.fromEntries((await logs.metrics[metric].get()).values.map(({ labels, value }) => [labels.log, value]));
      await eventually(async () => expect(await shown('refused')).toMatchObject({ 'token-events/0': 1, 'token-usage/1': 0 }));
      expect(await shown('unsigned')).toMatchObject({ 'token-events/0': 1 });
      await logs.dataSource.query(`update auditor.entries set leaf_hash = sha256('\\x00' || commitment) where index = 0`);
      await eventually(async () => expect(await readiness.checks.get('checkpoints')?.()).toMatchObject({ details: { refused: null } }));
    });
    expect(await logs.notes()).toHaveLength(2);
  });
});

describe('publishing', () => {
  async function sizes(count: number): Promise<void> {
    for (let size = 0; size < count; size++) {
      await logs.ingest(batchOf([revoked()], { partition: 2, from: BigInt(size) }));
      await logs.sign('token-events/2');
    }
  }
  const sent: number[] = [];
  const noting: typeof topics.producer.send = async (records) => void sent.push(...records.map(({ value }) => (JSON.parse(String(value)) as { size: number }).size));

  it('sends again what it had not noted before it ended, and what Kafka did not take', async () => {
    await sizes(3);
    const dying = publisher(async (records) => {
      await noting(records);
      throw new Error('killed');
    });
    await expect(dying.execute(logs.now)).rejects.toThrow('killed');
    await publisher(noting).execute(logs.now);
    await publisher(noting).execute(logs.now);
    expect(sent).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('leaves it to one instance at a time, so that their order stays', async () => {
    await sizes(2);
    sent.splice(0);
    const slow = publisher(async (records) => {
      await publisher(noting).execute(logs.now);
      await noting(records);
    });
    await slow.execute(logs.now);
    expect(sent).toEqual([1, 2]);
  });
});
