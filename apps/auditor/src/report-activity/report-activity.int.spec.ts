import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import { EventProducer, KafkaClient } from '@latchkey/kafka';
import type { Service } from '@latchkey/runtime';
import { aGrant, aTokenState, eventually, uniquePrefix } from '@latchkey/testing';
import { digestToken, mintId, mintToken } from '@latchkey/tokens';
import { TestLogs } from '../../test/logs.js';
import { RunningAuditors } from '../../test/running-auditor.js';
import { TestTopics } from '../../test/topics.js';
import { activityReport } from './report-activity.request.js';
import { ReportActivity } from './report-activity.js';

const customer = mintId();
const secrets = { reporter: mintToken(), colleague: mintToken(), reader: mintToken(), platform: mintToken() };
const subject = aTokenState({ customer_id: customer, name: 'deploy' });
const foreign = aTokenState();
const patience = { timeoutMs: 30_000 };

const holds = (secret: string, permission: 'audit:write' | 'audit:read', overrides: Partial<TokenState> = {}): TokenState =>
  aTokenState({ digest: digestToken(secret), customer_id: customer, grant: aGrant({ permissions: [permission] }), ...overrides });
const reporter = holds(secrets.reporter, 'audit:write', { name: 'deployer' });

const topics = new TestTopics();
let logs: TestLogs;
let auditors: RunningAuditors;
let service: Service;
beforeAll(async () => {
  [logs] = await Promise.all([TestLogs.open(), topics.make()]);
  await topics.tell(
    reporter,
    subject,
    foreign,
    holds(secrets.colleague, 'audit:write'),
    holds(secrets.reader, 'audit:read'),
    holds(secrets.platform, 'audit:write', { customer_id: mintId(), platform: true }),
  );
  auditors = new RunningAuditors(logs.database, topics.prefix);
  service = await auditors.start();
  await eventually(async () => expect(await trail()).toEqual([]), patience);
});
afterAll(async () => {
  await auditors.stop();
  await topics.remove();
  await logs.close();
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly text: string;
  readonly challenge: string | null;
}
async function post(body: unknown, secret: string | undefined = secrets.reporter, type = 'application/json', { url } = service): Promise<Answer> {
  const headers = { 'content-type': type, ...(secret !== '' && { authorization: `Bearer ${secret}` }) };
  const response = await fetch(`${url}/activity`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text) as Record<string, unknown>, text, challenge: response.headers.get('www-authenticate') };
}

const report = (change: object = {}) => ({
  id: randomUUID(),
  occurred_at: '2026-03-01T12:00:00.000Z',
  token_id: subject.id,
  action: 'version.activated',
  target: { type: 'service_version', id: 'www/42' },
  outcome: 'success',
  ...change,
});

/** What a reader is shown, the last first. */
async function trail(query = `token_id=${subject.id}`): Promise<Record<string, unknown>[]> {
  const response = await fetch(`${service.url}/audit-events?limit=1000&${query}`, { headers: { authorization: `Bearer ${secrets.reader}` } });
  expect(response.status).toBe(200);
  return ((await response.json()) as { data: Record<string, unknown>[] }).data;
}
const shown = (id: string): Promise<Record<string, unknown>> =>
  eventually(async () => {
    const [event, ...more] = (await trail()).filter(({ event_id: each }) => each === id);
    expect(more).toEqual([]);
    if (!event) throw new Error('it is not there yet');
    return event;
  }, patience);

/** Every entry of what was reported, repeats included, in the order of each log. */
async function entries(): Promise<{ id: string | null; duplicate_of: number | null; source: string | null }[]> {
  const records = [...(await logs.records('activity/0')), ...(await logs.records('activity/1'))];
  return records.map(({ event_id: id, duplicate_of, event_source: source }) => ({ id, duplicate_of, source }));
}

describe('POST /activity', () => {
  it('has a report stand in the trail of its token, with whose token it is and who told it', async () => {
    const sent = report({ service_id: 'www', reason: 'none', ip: '2001:db8::7', user_agent: 'cli/1', request_id: 'r-1', details: { version: 42, changes: ['vcl'] } });
    expect(await post(sent)).toMatchObject({ status: 202, body: { ids: [sent.id] } });
    expect(await shown(sent.id)).toEqual({
      id: expect.stringMatching(/^activity~[01]~\d+$/),
      log: expect.stringMatching(/^activity\/[01]$/),
      index: expect.any(Number),
      leaf_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      action: 'activity.version.activated',
      occurred_at: '2026-03-01T12:00:00.000Z',
      ingested_at: expect.any(String),
      customer_id: customer,
      actor: { kind: 'token', token_id: subject.id, service_account_id: subject.service_account_id, person_id: null, name: 'deploy' },
      reported_by: { kind: 'token', token_id: reporter.id, service_account_id: reporter.service_account_id, person_id: null, name: 'deployer' },
      token_id: subject.id,
      target_type: 'service_version',
      target_id: 'www/42',
      service_id: 'www',
      outcome: 'success',
      reason: 'none',
      ip: '2001:db8::7',
      user_agent: 'cli/1',
      request_id: 'r-1',
      future: false,
      unknown_token: false,
      details: { version: 42, changes: ['vcl'] },
      event_id: sent.id,
      event_source: `activity/${customer}/${reporter.service_account_id}`,
    });
  });

  it('takes a thousand at once, in their order, and each can be found by what it was done to', async () => {
    const many = [...Array(1000).keys()].map((n) => report({ target: { type: 'object', id: `big-batch/${n}` }, details: { text: 'x'.repeat(500) } }));
    const ids: string[] = many.map(({ id }) => id);
    expect(await post({ events: many })).toMatchObject({ status: 202, body: { ids } });
    await eventually(async () => expect((await entries()).map(({ id }) => id).filter((id) => id !== null && ids.includes(id))).toEqual(ids), patience);
    expect(await trail('target_id=big-batch/617')).toMatchObject([{ event_id: ids[617] }]);
  });

  it('sent again under its id is logged again, marked as a duplicate, and shown once', async () => {
    const [sent, later] = [report(), report()];
    for (const each of [sent, { events: [sent] }, { ...sent, occurred_at: '2026-03-02T12:00:00Z' }, later]) expect((await post(each)).status).toBe(202);
    await shown(later.id);
    const found = (await entries()).filter(({ id }) => id === sent.id).map(({ duplicate_of: first }) => first);
    expect(found).toEqual([null, expect.any(Number), expect.any(Number)]);
    expect(await shown(sent.id)).toMatchObject({ occurred_at: '2026-03-01T12:00:00.000Z' });
  });

  it('knows ids of one service account alone: nobody can use up those of another', async () => {
    const sent = report();
    expect(await post(sent, secrets.colleague)).toMatchObject({ status: 202 });
    expect(await post(sent)).toMatchObject({ status: 202 });
    await eventually(async () => expect((await trail()).filter(({ event_id: id }) => id === sent.id)).toHaveLength(2), patience);
  });

  it('keeps what is dated ahead, and says so beyond five minutes', async () => {
    const ahead = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
    const [little, much, whole] = [report({ occurred_at: ahead(3) }), report({ occurred_at: ahead(7) }), report({ occurred_at: '9999-12-31T23:59:59Z' })];
    expect(await post({ events: [little, much, whole] })).toMatchObject({ status: 202 });
    expect(await shown(little.id)).toMatchObject({ future: false });
    for (const { id, occurred_at } of [much, whole]) expect(await shown(id)).toMatchObject({ future: true, occurred_at });
  });
});

describe('what POST /activity refuses', () => {
  /** Of all that is refused here nothing may come to the log; what follows it there shows that it has not. */
  const nothingOf = async (...refused: { id: string }[]): Promise<void> => {
    const after = report();
    expect(await post(after)).toMatchObject({ status: 202 });
    await shown(after.id);
    expect((await entries()).filter(({ id }) => refused.some((each) => each.id === id))).toEqual([]);
  };

  it.each<[number, string, string | undefined, string | null]>([
    [401, 'unauthorized', '', 'Bearer realm="latchkey"'],
    [401, 'unauthorized', mintToken(), expect.stringContaining('error="invalid_token"') as unknown as string],
    [403, 'insufficient_scope', secrets.reader, expect.stringContaining('scope="audit:write"') as unknown as string],
  ])('%d %s: whoever may not report', async (status, code, secret, challenge) => {
    expect(await post(report(), secret)).toMatchObject({ status, body: { code }, challenge });
  });

  it.each<[number, string, string, string]>([
    [400, 'invalid_json', '{"id":', 'application/json'],
    [415, 'unsupported_media_type', '{}', 'text/plain'],
    [413, 'body_too_large', JSON.stringify({ events: [report({ details: { text: 'x'.repeat(1024 * 1024) } })] }), 'application/json'],
  ])('%d %s: what cannot be read', async (status, code, body, type) => {
    expect(await post(body, secrets.reporter, type)).toMatchObject({ status, body: { code } });
  });

  it('400 invalid_request: what breaks the schema, with its place and nothing of what stood there', async () => {
    const [good, bad] = [report(), report({ action: 'Marker', marker: 1, details: { deep: [[[[['marker']]]]] } })];
    const answer = await post({ events: [good, bad] });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect((answer.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual(['/events/1', '/events/1/action', '/events/1/details']);
    expect(answer.text.toLowerCase()).not.toContain('marker');
    expect(await post({ events: [...Array(1001).keys()].map(() => report()) })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/events' }] } });
    await nothingOf(good, bad);
  });

  it('422 contains_secret: a secret anywhere (invariant 1)', async () => {
    const [good, bad] = [report(), report({ details: { note: `with ${mintToken()}` } })];
    expect(await post({ events: [good, bad] })).toMatchObject({ status: 422, body: { code: 'contains_secret' } });
    await nothingOf(good, bad);
  });

  it('404 not_found: a token that is another’s exactly as one that is not there, and then nothing is taken (invariant 9)', async () => {
    const good = report();
    const wrong = [report({ token_id: foreign.id }), report({ token_id: mintId() }), report({ service_account_id: mintId() })];
    const answers = await Promise.all(wrong.map((each) => post({ events: [good, each] })));
    const detail = 'names no token of that customer and service account';
    for (const { status, body } of answers) expect({ status, body }).toMatchObject({ status: 404, body: { code: 'not_found', errors: [{ pointer: '/events/1/token_id', detail }] } });
    expect(new Set(answers.map(({ body }) => JSON.stringify({ ...body, instance: '', request_id: '' }))).size).toBe(1);
    const elsewhere = report({ token_id: foreign.id, customer_id: foreign.customer_id });
    expect(await post(elsewhere)).toMatchObject({ status: 404, body: { errors: [{ pointer: '/customer_id' }] } });
    await nothingOf(good, ...wrong, elsewhere);
  });
});

describe('a service of the platform', () => {
  it('reports of every customer’s tokens, and names the customer', async () => {
    const sent = report({ customer_id: customer, service_account_id: subject.service_account_id });
    expect(await post(sent, secrets.platform)).toMatchObject({ status: 202 });
    expect(await shown(sent.id)).toMatchObject({ customer_id: customer, reported_by: { name: 'ci' } });
    for (const wrong of [report(), report({ customer_id: customer, token_id: foreign.id })]) {
      expect(await post(wrong, secrets.platform)).toMatchObject({ status: 404, body: { errors: [{ pointer: '/token_id' }] } });
    }
  });

  it('may report of a token that is no longer known, which is said of it', async () => {
    const gone = report({ customer_id: customer, token_id: mintId() });
    expect(await post(gone, secrets.platform)).toMatchObject({ status: 202 });
    await eventually(async () => expect(await trail(`token_id=${gone.token_id}`)).toMatchObject([{ event_id: gone.id, unknown_token: true }]), patience);
  });
});

it('503 not_ready while nobody knows which tokens there are', async () => {
  const lost = new RunningAuditors(logs.database, uniquePrefix());
  try {
    expect(await post(report(), secrets.reporter, 'application/json', await lost.start())).toMatchObject({ status: 503, body: { code: 'not_ready' } });
  } finally {
    await lost.stop();
  }
});

it('503 kafka_unavailable where Kafka is not there', async () => {
  const producer = new EventProducer(new KafkaClient({ brokers: ['127.0.0.1:1'], clientId: 'nobody', topicPrefix: topics.prefix }));
  logs.tokens.set(subject.id, { customerId: customer, serviceAccountId: subject.service_account_id, name: 'deploy' });
  const caller = { kind: 'token', tokenId: reporter.id, customerId: customer, serviceAccountId: mintId(), name: 'deployer', platform: false, grant: aGrant() } as const;
  const reports = [{ place: '', report: activityReport.parse(report()) }];
  const refused = { code: 'kafka_unavailable', status: 503, headers: { 'retry-after': '5' } };
  await expect(new ReportActivity(producer, logs.claimedTokens).execute(caller, reports)).rejects.toMatchObject(refused);
});
