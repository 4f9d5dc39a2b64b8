import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataOf, tokenHeartbeat, TokenState } from '@latchkey/contracts';
import { eventually, type TestDatabase } from '@latchkey/testing';
import { type ReadRecord, TopicReader } from '@latchkey/kafka/testing';
import { issuerDatabaseForTest, TestIssuer, TestTopics } from '../../test/issuer.js';
import type { FeedUpkeep } from './feed-upkeep.js';
import { GenerationStore } from './generation-store.js';
import { TokenStateFeed } from './token-state-feed.js';

type Heartbeat = DataOf<typeof tokenHeartbeat>;
interface At<T> {
  readonly partition: number;
  readonly offset: bigint;
  readonly data: T;
}

let database: TestDatabase;
let topics: TestTopics;
let issuer: TestIssuer;
let reader: TopicReader<'token-state'>;

beforeEach(async () => {
  database = await issuerDatabaseForTest();
  topics = new TestTopics();
  await topics.make();
  issuer = await TestIssuer.start(database, topics.env);
  reader = TopicReader.open(topics.client, ['token-state']);
});
afterEach(async () => {
  await reader.close();
  await issuer.close();
  await topics.remove();
  await database.drop();
});

const eventsOf = <T>(type: string, records: readonly ReadRecord<'token-state'>[] = reader.records): At<T>[] =>
  records.flatMap(({ partition, offset, decoded }) =>
    decoded.kind === 'event' && decoded.event.type === type ? [{ partition, offset, data: decoded.event.data as T }] : [],
  );
const beats = (): At<Heartbeat>[] => eventsOf<Heartbeat>('token.heartbeat.v1');
const states = (): At<TokenState>[] => eventsOf<TokenState>('token.state.v1');
const beatsOf = (partition: number): Heartbeat[] => beats().filter((beat) => beat.partition === partition).map(({ data }) => data);
const generations = (): string[] => [...new Set(beats().map(({ data }) => data.generation))];
const beatsEverywhere = (count = 1): Promise<void> =>
  eventually(() => [0, 1, 2].forEach((partition) => expect(beatsOf(partition).length).toBeGreaterThanOrEqual(count)), { timeoutMs: 20_000 });

/** Reads from the start, as who knows nothing yet. */
async function readAnew(): Promise<void> {
  await reader.close();
  reader = TopicReader.open(topics.client, ['token-state']);
}
async function makeTopicsAnew(): Promise<void> {
  await topics.remove();
  await eventually(() => topics.make(), { timeoutMs: 20_000, intervalMs: 200 });
  await readAnew();
}
async function tokens(count: number): Promise<string[]> {
  const ids: string[] = [];
  // One maker's tokens are made one after the other, and a request waits a few seconds for a connection at most.
  while (ids.length < count) ids.push(...(await Promise.all(Array.from({ length: Math.min(25, count - ids.length) }, async () => (await issuer.issue()).id))));
  return ids;
}

describe('heartbeats', () => {
  it('come to each partition once a second, of one generation, and never go back', async () => {
    await beatsEverywhere(4);
    expect(generations()).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    for (const partition of [0, 1, 2]) {
      const times = beatsOf(partition).map(({ as_of: asOf }) => Date.parse(asOf));
      const steps = times.slice(1).map((time, index) => time - (times[index] as number));
      for (const step of steps) {
        expect(step).toBeGreaterThan(500);
        expect(step).toBeLessThan(5000);
      }
    }
  });

  it('vouch for every change that was acknowledged before them', async () => {
    const acknowledged = new Map<string, number>();
    const until = performance.now() + 4000;
    const worker = async (): Promise<void> => {
      while (performance.now() < until) {
        const { id } = await issuer.issue();
        acknowledged.set(id, Date.now());
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    const last = Math.max(...acknowledged.values());
    await eventually(() => [0, 1, 2].forEach((partition) => expect(beatsOf(partition).some(({ as_of: asOf }) => Date.parse(asOf) > last)).toBe(true)));
    for (const state of states().filter(({ data }) => acknowledged.has(data.id))) {
      const claims = beats().filter((beat) => beat.partition === state.partition && beat.offset < state.offset);
      for (const { data } of claims) expect(Date.parse(data.as_of)).toBeLessThanOrEqual(acknowledged.get(state.data.id) as number);
    }
    expect(new Set(states().map(({ data }) => data.id)).size).toBe(acknowledged.size + 1);
  });

  it.each<[string, () => Promise<void>]>([
    ['a restart', () => issuer.close().then(() => issuer.startAgain())],
    ['another instance has taken over', () => issuer.handOver()],
  ])('go on in the same generation after %s, and nothing is sent again', async (_, change) => {
    await beatsEverywhere();
    const ids = await tokens(5);
    await change();
    ids.push(...(await tokens(5)));
    const seen = beats().length;
    await eventually(() => expect(beats().length).toBeGreaterThan(seen + 6), { timeoutMs: 20_000 });
    expect(generations()).toHaveLength(1);
    const sent = states().map(({ data }) => data.id);
    expect(sent.filter((id) => ids.includes(id)).sort()).toEqual(ids.sort());
  });
});

describe('a topic that is made anew', () => {
  /**
   * No partition says how far the new generation has come before all partitions together hold every token. The one batch by which the issuer finds that the
   * topic is another may stand before them, with heartbeats of the former generation.
   */
  async function expectWholeBeforeHeartbeats(former: string | undefined, ids: readonly string[]): Promise<void> {
    const ofNew = (partition: number): At<Heartbeat>[] => beats().filter((beat) => beat.partition === partition && beat.data.generation !== former);
    await eventually(() => [0, 1, 2].forEach((partition) => expect(ofNew(partition)).not.toEqual([])), { timeoutMs: 40_000 });
    const before = states().filter(({ partition, offset }) => offset < (ofNew(partition)[0]?.offset ?? 0n));
    expect(new Set(before.map(({ data }) => data.id))).toEqual(new Set(ids));
    expect(generations().filter((generation) => generation !== former)).toHaveLength(1);
    for (const partition of [0, 1, 2]) expect(beatsOf(partition).filter(({ generation }) => generation === former).length).toBeLessThanOrEqual(1);
  }

  it('is filled under a new generation while the issuer runs, and silent until it is whole', async () => {
    const ids = [issuer.platform.id, ...(await tokens(250))];
    await issuer.revoke(ids[1] as string);
    await beatsEverywhere();
    const [former] = generations();
    await makeTopicsAnew();
    await expectWholeBeforeHeartbeats(former, ids);
    const last = states().filter(({ data }) => data.id === ids[1]).at(-1);
    expect(last?.data).toMatchObject({ status: 'revoked', sequence: 2 });
    await eventually(async () =>
      expect(await issuer.dataSource.query('select generation, complete from issuer.token_state_generation')).toEqual([
        { generation: generations().at(-1), complete: true },
      ]),
    );
  });

  it('is noticed though the issuer was down meanwhile', async () => {
    const ids = [issuer.platform.id, ...(await tokens(10))];
    await beatsEverywhere();
    const [former] = generations();
    await issuer.close();
    await makeTopicsAnew();
    await issuer.startAgain();
    await expectWholeBeforeHeartbeats(former, ids);
  });

  it('takes in what is issued and revoked while it is filled (invariant 3)', async () => {
    const ids = await tokens(300);
    await beatsEverywhere();
    const [former] = generations();
    await makeTopicsAnew();
    await Promise.all(ids.slice(0, 100).map((id) => issuer.revoke(id)));
    const fresh = await tokens(20);
    await expectWholeBeforeHeartbeats(former, [issuer.platform.id, ...ids, ...fresh]);
    const latest = new Map(states().map(({ data }) => [data.id, data]));
    for (const id of ids.slice(0, 100)) expect(latest.get(id)).toMatchObject({ status: 'revoked', sequence: 2 });
  });
});

it('a call that outlasts its term begins nothing that nobody would end', async () => {
  // The issuer has chosen by then: of two that choose at once, one is refused.
  await beatsEverywhere();
  let begun = 0;
  const upkeep = (): FeedUpkeep => {
    begun++;
    throw new Error('nothing is to begin');
  };
  const feed = new TokenStateFeed(topics.client, new GenerationStore(issuer.dataSource), upkeep, { log: () => undefined });
  const late = feed.begin();
  await feed.end();
  await late;
  expect(begun).toBe(0);
  await expect(feed.begin()).rejects.toThrow('nothing is to begin');
});
