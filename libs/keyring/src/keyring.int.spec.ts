import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { applyTopics, deleteTopics } from '@latchkey/kafka';
import { aTokenState, eventually } from '@latchkey/testing';
import { entryOf } from '../test/entries.js';
import { type KeyringService, TestCluster } from '../test/keyring-service.js';
import { generation, heartbeat, junk, stateRecord, tombstone } from '../test/signals.js';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await new TestCluster().open();
});
afterEach(() => cluster.close());

const state = aTokenState();
const revoked = { ...state, status: 'revoked', sequence: 2 } as const;
const now = (): string => new Date().toISOString();
const heartbeats = (of = generation(1), asOf = now()) => [0, 1].map((partition) => heartbeat(partition, { of, asOf }));
const ready = (service: KeyringService): Promise<void> => eventually(() => expect(service.keyring.ready).toBe(true), { timeoutMs: 20_000 });
const statusOf = (service: KeyringService): string | undefined => service.keyring.find(state.digest)?.status;

describe('a keyring on Kafka', () => {
  it('is ready on an empty topic, at an age unknown', async () => {
    const service = await cluster.serve();
    await ready(service);
    expect(await service.readiness()).toEqual({ status: 200, keyring: { status: 'up', tokens: 0, staleness_ms: null, unreadable: 0 } });
    expect(await service.metric('latchkey_keyring_staleness_seconds')).toBeNaN();
    expect(service.keyring.refusesStale()).toBe(true);
  });

  it('is not ready, and says so, while it cannot read (invariant 5)', async () => {
    const service = await cluster.serve(['127.0.0.1:1']);
    expect(await service.readiness()).toEqual({ status: 503, keyring: { status: 'down', tokens: 0, staleness_ms: null, unreadable: 0 } });
  });

  it('knows every token that stood in the topic when it is ready, and follows it from there', async () => {
    const buried = aTokenState({ status: 'revoked' });
    await cluster.relay.send([stateRecord(state), stateRecord(buried), tombstone(buried.id), ...heartbeats()]);
    const service = await cluster.serve();
    await ready(service);
    expect(statusOf(service)).toBe('active');
    expect(service.keyring.find(buried.digest)).toBeUndefined();
    expect(service.keyring.stalenessMs()).toBeLessThan(60_000);
    expect(service.keyring.stale()).toBe(false);

    await cluster.relay.send([stateRecord(revoked)]);
    await eventually(() => expect(statusOf(service)).toBe('revoked'));
    await cluster.relay.send([tombstone(state.id)]);
    await eventually(() => expect(statusOf(service)).toBeUndefined());
    expect(await service.metric('latchkey_keyring_tokens')).toBe(0);
  });

  it('stays ready and refuses a token whose record it cannot read, until a newer one comes', async () => {
    await cluster.producer.send([stateRecord(state), ...heartbeats(), junk(state.id), junk('no token')]);
    const service = await cluster.serve();
    await ready(service);
    expect(service.keyring.find(state.digest)?.unreadable).toBe(true);
    expect(await service.readiness()).toMatchObject({ status: 200, keyring: { tokens: 1, unreadable: 2 } });
    expect(await service.metric('latchkey_keyring_unreadable_total')).toBe(2);
    await cluster.producer.send([stateRecord(revoked)]);
    await eventually(() => expect(service.keyring.find(state.digest)).toMatchObject(entryOf(revoked)));
    expect(await service.readiness()).toMatchObject({ keyring: { unreadable: 1 } });
  });

  it('is not held up by the end of an aborted batch, and takes what that said: it was committed in Postgres', async () => {
    await cluster.relay.send([stateRecord(state), ...heartbeats()]);
    const tooLarge = { topic: 'token-usage', key: 'k', value: 'x'.repeat(2_000_000), headers: {} } as const;
    await expect(cluster.relay.send([stateRecord(revoked), tooLarge])).rejects.toThrow(/larger/);
    const service = await cluster.serve();
    await ready(service);
    expect(statusOf(service)).toBe('revoked');
  });

  it('is told of a change that it waits for', async () => {
    const service = await cluster.serve();
    await ready(service);
    const changed = service.keyring.change(state.digest, AbortSignal.timeout(20_000)).then(() => statusOf(service));
    await cluster.relay.send([stateRecord(state)]);
    expect(await changed).toBe('active');
  });
});

describe('a topic that was made anew', () => {
  it('is read into another index, which takes over once the issuer speaks for it', async () => {
    await cluster.relay.send([stateRecord(state), ...heartbeats(), ...heartbeats()]);
    const service = await cluster.serve();
    await ready(service);
    await deleteTopics(cluster.client);
    await eventually(() => applyTopics(cluster.client, { partitions: 2 }), { timeoutMs: 20_000, intervalMs: 200 });
    const other = aTokenState();
    await eventually(() => cluster.producer.send([stateRecord(other)]), { timeoutMs: 20_000, intervalMs: 200 });
    await eventually(async () => expect(await service.metric('latchkey_keyring_rebuilds_total')).toBe(1), { timeoutMs: 30_000, intervalMs: 100 });
    expect(service.keyring.ready).toBe(true);
    expect(statusOf(service)).toBe('active');

    await cluster.producer.send(heartbeats(generation(2)));
    await eventually(() => expect(service.keyring.find(other.digest)).toMatchObject(entryOf(other)), { timeoutMs: 20_000 });
    expect(statusOf(service)).toBeUndefined();
  });

  it('is noticed by its generation where every offset still exists', async () => {
    await cluster.relay.send([stateRecord(state), ...heartbeats()]);
    const service = await cluster.serve();
    await ready(service);
    await cluster.relay.send(heartbeats(generation(2), '2026-01-01T00:00:00.000Z'));
    await eventually(async () => expect(await service.metric('latchkey_keyring_rebuilds_total')).toBe(1));
    await eventually(() => expect(service.keyring.stale()).toBe(true));
    expect(statusOf(service)).toBe('active');
    await cluster.relay.send([stateRecord(revoked), ...heartbeats(generation(2))]);
    await eventually(() => expect([statusOf(service), service.keyring.stale()]).toEqual(['revoked', false]));
    expect(await service.metric('latchkey_keyring_rebuilds_total')).toBe(1);
  });
});
