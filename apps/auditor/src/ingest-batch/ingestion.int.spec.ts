import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { OutgoingRecord } from '@latchkey/contracts';
import { deleteTopics } from '@latchkey/kafka';
import { eventually } from '@latchkey/testing';
import { TestLogs } from '../../test/logs.js';
import { idOf, junk, revoked, used } from '../../test/records.js';
import { RunningAuditors } from '../../test/running-auditor.js';
import { type Published, TestTopics } from '../../test/topics.js';
import { StartEpoch } from '../start-epoch/start-epoch.js';
import { Cluster } from './cluster.js';

let topics: TestTopics;
let logs: TestLogs;
let auditors: RunningAuditors;
beforeEach(async () => {
  topics = new TestTopics();
  [logs] = await Promise.all([TestLogs.open(), topics.make()]);
  auditors = new RunningAuditors(logs.database, topics.prefix);
});
afterEach(async () => {
  await auditors.stop();
  await topics.remove();
  await logs.close();
});

const patience = { timeoutMs: 60_000 };
jest.setTimeout(150_000);

const many = (count: number): OutgoingRecord[] => [...Array(count).keys()].map(() => revoked());
const logged = (records: readonly OutgoingRecord[], log?: string): Promise<void> =>
  eventually(async () => expect(await logs.ids(log)).toEqual(records.map(idOf)), patience);
const indices = (published: readonly Published[], log: string): number[] =>
  published.filter(({ key }) => key === log).map(({ event }) => event.data.index);

describe('on real Kafka', () => {
  it('events of both topics come to stand in their logs, and in that order on the audit topic', async () => {
    const [events, uses] = [many(300), [used(), junk('x', 'token-usage'), used()]];
    await topics.send(events);
    await topics.send(uses, 1);
    await auditors.start();
    await logged(events);
    const published = await topics.published();
    await eventually(() => {
      expect(indices(published, 'token-events/0')).toEqual([...events.keys()]);
      expect(indices(published, 'token-usage/1')).toEqual([0, 1, 2]);
    }, patience);
    expect((await logs.records('token-usage/1')).map(({ action }) => action)).toEqual(['token.used', 'record.unreadable', 'token.used']);
  });

  it('instances come and go, and each event is logged once', async () => {
    const events = many(600);
    await auditors.start();
    await topics.send(events.slice(0, 200));
    await auditors.start();
    await topics.send(events.slice(200, 400));
    await auditors.stop();
    await auditors.start();
    await topics.send(events.slice(400));
    await logged(events);
    const published = await topics.published();
    await eventually(() => expect([...new Set(indices(published, 'token-events/0'))]).toEqual([...events.keys()]), patience);
  });

  it('a database restored to an earlier state is filled again', async () => {
    const events = many(30);
    await auditors.start();
    await topics.send(events.slice(0, 12));
    await logged(events.slice(0, 12));
    await logs.dataSource.query('create table auditor.kept as select * from auditor.logs');
    await topics.send(events.slice(12));
    await logged(events);
    await auditors.stop();
    await logs.dataSource.query('delete from auditor.records where index >= 12');
    await logs.dataSource.query('delete from auditor.entries where index >= 12');
    await logs.dataSource.query(
      `update auditor.logs set next_offset = kept.next_offset, size = kept.size, last_offset = kept.last_offset, last_record = kept.last_record
       from auditor.kept where kept.name = logs.name`,
    );
    await auditors.start();
    await logged(events);
    expect((await logs.records()).map(({ index }) => index)).toEqual([...events.keys()]);
  });

  it('records that Kafka dropped before they were read are a gap, and those after it are not lost', async () => {
    const events = many(10);
    await auditors.start();
    await topics.send(events.slice(0, 4));
    await logged(events.slice(0, 4));
    await auditors.stop();
    await topics.send(events.slice(4));
    await topics.dropBelow(8n);
    await auditors.start();
    await eventually(async () => expect(await logs.ids()).toEqual([...events.slice(0, 4).map(idOf), null, ...events.slice(8).map(idOf)]), patience);
    expect((await logs.records())[4]).toMatchObject({ action: 'log.gap', details: { from_offset: 4, to_offset: 8 } });
    expect(auditors.lines.map((line) => JSON.parse(line) as object)).toContainEqual(expect.objectContaining({ level: 'error', log: 'token-events/0', from: '4', to: '8' }));
  });

  it('a topic made anew stops its log and no other, until an operator starts an epoch', async () => {
    const [before, after, other] = [many(5), many(3), [used()]];
    await auditors.start();
    await topics.send(before);
    await logged(before);
    await auditors.stop();
    await deleteTopics(topics.client);
    await topics.make();
    await topics.send(after);
    await topics.send(other);
    const { url } = await auditors.start();
    const stopped = async (log: string, value: number): Promise<void> =>
      eventually(async () => expect(await (await fetch(`${url}/metrics`)).text()).toContain(`latchkey_audit_log_stopped{log="${log}"} ${value}\n`), patience);
    await eventually(async () => expect(await logs.row()).toMatchObject({ stopped: 'input_shorter', size: '5' }), patience);
    await logged(other, 'token-usage/0');
    await stopped('token-events/0', 1);
    await stopped('token-usage/0', 0);
    expect(auditors.lines.join('')).toContain('start a new epoch: start-epoch.main.js token-events 0');
    await new StartEpoch(logs.dataSource, new Cluster(topics.client), logs.keys).execute({ topic: 'token-events', partition: 0 });
    await logged(after, 'token-events/0@2');
    await logged(before);
    await stopped('token-events/0', 0);
  });
});
