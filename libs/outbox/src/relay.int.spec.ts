import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutgoingRecord } from '@latchkey/contracts';
import { applyTopics, deleteTopics, EventProducer, FencedError, KafkaClient, TransactionalProducer } from '@latchkey/kafka';
import { TopicReader } from '@latchkey/kafka/testing';
import { createDatabase, eventually, kafkaBrokers, uniquePrefix } from '@latchkey/testing';
import { Counters, recordOf, schema, silent } from '../test/counters.js';
import type { HeartbeatSource } from './heartbeat-source.js';
import { OutboxRows } from './outbox-rows.js';
import { RelayLock } from './relay-lock.js';
import { RelaySession } from './relay-session.js';
import { Relay } from './relay.js';

describe('Relay', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let service: Counters;
  let client: KafkaClient;
  let reader: TopicReader<'token-events'>;
  let relays: Relay[];

  beforeAll(async () => {
    database = await createDatabase(Counters.migrate);
    service = await Counters.open(database.url);
  });
  beforeEach(async () => {
    await service.clear();
    client = new KafkaClient({ brokers: kafkaBrokers(), clientId: 'outbox-test', topicPrefix: uniquePrefix() });
    await applyTopics(client, { partitions: 3 });
    reader = TopicReader.open(client, ['token-events']);
    relays = [];
  });
  afterEach(async () => {
    await Promise.all(relays.map((relay) => relay.stop()));
    await reader.close();
    await deleteTopics(client);
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });

  const transactionalId = (): string => client.prefixed('counters.relay');
  async function aRelay(heartbeat?: HeartbeatSource): Promise<Relay> {
    const options = { databaseUrl: database.url, schema, client, transactionalId: transactionalId(), log: silent };
    const relay = new Relay({ ...options, ...(heartbeat && { heartbeat }) });
    relays.push(relay);
    await relay.start();
    return relay;
  }
  const leading = (relay: Relay): Promise<void> => eventually(() => expect(relay.stats().leading).toBe(true));
  const sequencesOf = (key: string): number[] =>
    reader.records.filter((record) => record.key === key).map(({ value }) => JSON.parse(value ?? '').sequence);
  const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
  const drained = (): Promise<void> => eventually(async () => expect(await service.depth()).toBe(0), { timeoutMs: 30_000 });

  async function killSessions(): Promise<void> {
    await service.dataSource.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'latchkey relay%'`,
    );
  }

  it('keeps the order of each key though many write at once (invariant 2)', async () => {
    await aRelay();
    const keys = ['a', 'b', 'c', 'd'];
    await Promise.all(Array.from({ length: 200 }, (_, turn) => service.change(keys[turn % 4] as string)));
    await eventually(() => expect(reader.records).toHaveLength(200));
    for (const key of keys) expect(sequencesOf(key)).toEqual(upTo(50));
    await drained();
  });

  it('drains ten thousand rows and shows how many wait', async () => {
    await service.dataSource.query(
      `insert into ${schema}.outbox (topic, key, value, headers)
       select 'token-events', 'k' || n % 10, json_build_object('sequence', n / 10 + 1), '{}' from generate_series(0, 9999) as n`,
    );
    const relay = await aRelay();
    await drained();
    await eventually(() => expect(reader.records).toHaveLength(10_000));
    expect(sequencesOf('k3')).toEqual(upTo(1000));
    await eventually(() => expect(relay.stats()).toEqual({ depth: 0, oldestAgeMs: 0, leading: true }));
  });

  it('loses nothing while Kafka does not take records, and sends all once it does (invariant 2)', async () => {
    await deleteTopics(client);
    // For a moment yet the broker takes records, and loses them.
    await eventually(() => expect(new EventProducer(client).send([recordOf('probe', 0)])).rejects.toThrow());
    const relay = await aRelay();
    for (const turn of upTo(20)) await service.change(`key ${turn % 2}`);
    await eventually(() => expect(relay.stats()).toMatchObject({ depth: 20, leading: true }), { timeoutMs: 20_000 });
    await eventually(() => applyTopics(client, { partitions: 3 }), { timeoutMs: 20_000, intervalMs: 200 });
    await drained();
    const late = TopicReader.open(client, ['token-events']);
    await eventually(() => expect(new Set(late.records.map(({ key, value }) => `${key} ${value}`)).size).toBe(20));
    await late.close();
  });

  it('passes on to a standby within a second of its end', async () => {
    const first = await aRelay();
    await leading(first);
    const second = await aRelay();
    await service.change('a');
    await first.stop();
    await eventually(() => expect(second.stats().leading).toBe(true), { timeoutMs: 1000 });
    await service.change('a');
    await eventually(() => expect(sequencesOf('a')).toEqual([1, 2]));
  });

  it('starts over when its database session ends', async () => {
    const relay = await aRelay();
    await leading(relay);
    await killSessions();
    await service.change('a');
    await eventually(() => expect(sequencesOf('a')).toEqual([1]));
  });

  it('starts over when another producer of its id fences it', async () => {
    const relay = await aRelay();
    await leading(relay);
    const stranger = new TransactionalProducer(client, transactionalId());
    await stranger.open();
    await service.change('a');
    await eventually(() => expect(sequencesOf('a')).toEqual([1]));
    await stranger.close();
  });

  it('cannot, once replaced, send what it had read before: no old state after a newer one (invariant 3)', async () => {
    await service.change('a');
    const session = await RelaySession.open(database.url, schema);
    expect(await new RelayLock(session, schema).tryAcquire()).toBe(true);
    const producer = new TransactionalProducer(client, transactionalId());
    await producer.open();
    const rows = new OutboxRows(session, schema);
    const stale = await rows.read();
    expect(stale.records).toHaveLength(1);

    await killSessions();
    await leading(await aRelay());
    await service.change('a');
    await eventually(() => expect(sequencesOf('a')).toEqual([1, 2]));

    await expect(producer.send(stale.records)).rejects.toThrow(FencedError);
    await expect(rows.delete(stale.ids)).rejects.toThrow('session');
    await service.change('a');
    await eventually(() => expect(sequencesOf('a')).toEqual([1, 2, 3]));
    await producer.close();
  });

  it('loses and reorders nothing when its session ends amid writes, though it may repeat', async () => {
    await service.change('a');
    const relay = await aRelay();
    await eventually(() => expect(sequencesOf('a')).toEqual([1]));
    await killSessions();
    await Promise.all(upTo(30).map(() => service.change('a')));
    await leading(relay);
    await drained();
    await eventually(() => expect(sequencesOf('a').at(-1)).toBe(31));
    expect([...new Set(sequencesOf('a'))]).toEqual(upTo(31));
  });

  it('takes over from a leader that is frozen, though its connection stands', async () => {
    const frozen = await RelaySession.open(database.url, schema);
    expect(await new RelayLock(frozen, schema).tryAcquire()).toBe(true);
    const standby = await aRelay();
    await service.change('a');
    await eventually(() => expect(standby.stats().leading).toBe(true), { timeoutMs: 8000 });
    await eventually(() => expect(sequencesOf('a')).toEqual([1]));
  });

  it('sends heartbeats after the rows of their batch, and reports what the broker answered', async () => {
    const source = new EveryPartition();
    await service.change('a', false);
    const relay = await aRelay(source);
    await eventually(() => expect(source.beats.length).toBeGreaterThan(1));
    await service.change('a');
    await relay.stop();
    const all = reader.records.map(({ key }) => key);
    expect(all).toEqual(expect.arrayContaining(['heartbeat/0', 'heartbeat/1', 'heartbeat/2']));
    const { partition } = reader.records.find(({ key }) => key === 'a') as { partition: number };
    expect(reader.records.filter((record) => record.partition === partition).map(({ key }) => key)[0]).toBe('a');
    expect(source.log.slice(0, 2)).toEqual(['begin', 'sent 3']);
    expect(source.log.at(-1)).toBe('end');
  });
});

class EveryPartition implements HeartbeatSource {
  readonly topic = 'token-events';
  readonly log: string[] = [];
  readonly beats: Date[] = [];

  async begin(): Promise<void> {
    this.log.push('begin');
  }
  async records(asOf: Date): Promise<OutgoingRecord[]> {
    this.beats.push(asOf);
    const value = JSON.stringify({ as_of: asOf });
    return [0, 1, 2].map((partition) => ({ topic: this.topic, key: `heartbeat/${partition}`, value, headers: {}, partition }));
  }
  async sent(records: readonly unknown[]): Promise<void> {
    this.log.push(`sent ${records.length}`);
  }
  async end(): Promise<void> {
    this.log.push('end');
  }
}
