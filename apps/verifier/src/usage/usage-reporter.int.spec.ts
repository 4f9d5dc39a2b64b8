import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyTopics, deleteTopics, EventProducer, KafkaClient } from '@latchkey/kafka';
import { Metrics } from '@latchkey/runtime';
import { eventually, kafkaBrokers, uniquePrefix } from '@latchkey/testing';
import { mintId, mintToken } from '@latchkey/tokens';
import { anIntrospector, aToken, TokenStateFeed } from '../../test/token-state.js';
import { UsageReader } from '../../test/usage-reader.js';
import { TestVerifier } from '../../test/verifier.js';
import { UsageReporter } from './usage-reporter.js';
import { type Use, UsageTally } from './usage-tally.js';

const customer = mintId();
const platform = anIntrospector({ platform: true });
const own = anIntrospector({ customer_id: customer });
const token = aToken({ customer_id: customer });
const foreign = aToken();
const agentSecret = mintToken();
const unreadable = aToken({ customer_id: customer });

describe('use of a token', () => {
  let feed: TokenStateFeed;
  let reader: UsageReader;
  beforeAll(async () => {
    feed = await new TokenStateFeed().open();
    await feed.tell(platform, own, token, foreign, unreadable);
    await feed.breakRecordOf(unreadable);
    await feed.beat();
    reader = new UsageReader(feed.client);
  });
  afterAll(async () => {
    await reader.close();
    await feed.close();
  });

  it('is told within seconds, by outcome, and the rest of it when the verifier stops: each use once', async () => {
    const verifier = await TestVerifier.ready(feed);
    const ask = async (times: number, permission: string, more: { ip?: string; user_agent?: string; service_id?: string } = {}): Promise<void> => {
      for (let n = 0; n < times; n += 1) await verifier.verify(own, token, { permission, ...more });
    };
    const told = { ip: '192.0.2.1', user_agent: `bot\u0000 ${agentSecret} ${'x'.repeat(600)}`, service_id: 'www' };
    await Promise.all([ask(3, 'purge:select', told), ask(2, 'purge:all')]);
    await verifier.verify(own, foreign);
    await verifier.verify(own, mintToken());
    await verifier.verify(own, unreadable);
    await verifier.verify(own, token, { at_least: `${token.state.id}@2` });
    await eventually(() => {
      expect(Object.keys(reader.counts(token.state.id)).sort()).toEqual(['allowed', 'behind', 'permission_refused']);
      expect(reader.counts(unreadable.state.id)).toEqual({ state_unreadable: 1 });
    });

    await ask(4, 'purge:select');
    await verifier.close();
    await eventually(() => expect(reader.counts(token.state.id)).toEqual({ allowed: 7, behind: 1, permission_refused: 2 }));
    expect(reader.of(foreign.state.id)).toEqual([]);
    const events = reader.of(token.state.id);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  it('says whose it was, when, from where, by what and for which service', async () => {
    const allowed = reader.of(token.state.id).find(({ data }) => data.outcome === 'allowed');
    const { id, customer_id, service_account_id } = token.state;
    expect(allowed).toMatchObject({ subject: id, data: { token_id: id, customer_id, service_account_id, reason: null, last_ip: '192.0.2.1', last_service_id: 'www' } });
    expect(allowed?.data.last_user_agent).toBe(`bot lka_[redacted] ${'x'.repeat(512)}`.slice(0, 512));
    const { minute = '', last_used_at: lastUsedAt = '' } = allowed?.data ?? {};
    expect(minute).toMatch(/:00\.000Z$/);
    expect(Date.parse(lastUsedAt) - Date.parse(minute)).toBeLessThan(60_000);
  });
});

describe('what is no token', () => {
  let feed: TokenStateFeed;
  let reader: UsageReader;
  let verifier: TestVerifier;
  beforeAll(async () => {
    feed = await new TokenStateFeed().open();
    await feed.tell(platform, own, foreign);
    await feed.beat();
    reader = new UsageReader(feed.client);
    verifier = await TestVerifier.ready(feed);
  });
  afterAll(async () => {
    await verifier.close();
    await reader.close();
    await feed.close();
  });

  it('is counted by reason, whatever it is, and a foreign token with it (invariant 9)', async () => {
    const guesses = [mintToken(), mintToken(), foreign, 'junk', `lka_${'a'.repeat(46)}`];
    await Promise.all(guesses.map((guess) => verifier.verify(own, guess, { ip: '192.0.2.9' })));
    await verifier.verify(own, mintToken(), { at_least: `${mintId()}@1` });
    await eventually(() => expect(reader.unknown()).toMatchObject({ unknown: expect.any(Number), malformed: expect.any(Number), behind: 1 }));
    const [told] = reader.every('verification.unknown.v1');
    expect(told).toMatchObject({ subject: told?.data.verifier, data: { customer_id: null, last_ip: '192.0.2.9' } });
  });

  it('is the platform’s as soon as one of its tokens has called; all is told when the verifier stops, each once', async () => {
    await verifier.verify(platform, mintToken());
    await verifier.close();
    await eventually(() => expect(reader.unknown()).toEqual({ unknown: 4, malformed: 2, behind: 1 }));
    const events = reader.every('verification.unknown.v1');
    expect(events.at(-1)?.data.customer_id).toBe(platform.state.customer_id);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(reader.of(foreign.state.id)).toEqual([]);
  });
});

describe('while Kafka does not take it', () => {
  const use: Use = { tokenId: mintId(), customerId: mintId(), serviceAccountId: mintId(), reason: null, ip: null, userAgent: null, serviceId: null };
  const reporterAt = (brokers: string[], topicPrefix: string, limit = 1_000) => {
    const client = new KafkaClient({ brokers, clientId: 'usage-test', topicPrefix });
    const producer = new EventProducer(client);
    const metrics = new Metrics();
    return { client, producer, metrics, reporter: new UsageReporter(producer, new UsageTally(limit), metrics) };
  };

  it('use is held, and told once and in full as soon as it does', async () => {
    const { client, producer, metrics, reporter } = reporterAt(kafkaBrokers(), uniquePrefix());
    reporter.onModuleInit();
    reporter.count(use);
    reporter.count({ ...use, reason: 'revoked' });
    await eventually(async () => expect(await metrics.metrics()).toMatch(/usage_send_failures_total [1-9]/), { timeoutMs: 20_000 });
    reporter.count(use);
    await applyTopics(client, { partitions: 1 });
    const reader = new UsageReader(client);
    await eventually(() => expect(reader.counts(use.tokenId)).toMatchObject({ revoked: 1 }), { timeoutMs: 20_000 });
    await reporter.onModuleDestroy();
    await eventually(() => expect(reader.counts(use.tokenId)).toEqual({ allowed: 2, revoked: 1 }));
    await Promise.all([reader.close(), producer.onApplicationShutdown()]);
    await deleteTopics(client);
  });

  it('use for which there is no room is not counted, and that is told as soon as it can be', async () => {
    const { client, producer, metrics, reporter } = reporterAt(kafkaBrokers(), uniquePrefix(), 1);
    reporter.meet({ platform: false, customerId: mintId() });
    reporter.onModuleInit();
    reporter.count(use);
    for (let other = 0; other < 3; other += 1) reporter.count({ ...use, tokenId: mintId() });
    await eventually(async () => expect(await metrics.metrics()).toMatch(/usage_send_failures_total [1-9]/), { timeoutMs: 20_000 });
    reporter.count({ ...use, tokenId: mintId() });
    expect(await metrics.metrics()).toMatch(/usage_dropped_total 4\n/);
    await applyTopics(client, { partitions: 1 });
    const reader = new UsageReader(client);
    const told = () => reader.every('usage.dropped.v1').map(({ data }) => data);
    await eventually(() => expect(told().reduce((sum, { count }) => sum + count, 0)).toBe(4), { timeoutMs: 20_000 });
    expect(told()).toEqual(told().map(() => expect.objectContaining({ customer_id: null })));
    expect(reader.counts(use.tokenId)).toEqual({ allowed: 1 });
    await reporter.onModuleDestroy();
    await Promise.all([reader.close(), producer.onApplicationShutdown()]);
    await deleteTopics(client);
  });

  it('a shutdown does not wait for ever', async () => {
    const { reporter } = reporterAt(['127.0.0.1:1'], uniquePrefix());
    reporter.count(use);
    const start = performance.now();
    await reporter.onModuleDestroy();
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
