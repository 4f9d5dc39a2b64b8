import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import type { Service } from '@latchkey/runtime';
import { aGrant, aTokenState, eventually } from '@latchkey/testing';
import { digestToken, mintId, mintToken } from '@latchkey/tokens';
import { EventStream, type SentEvent } from '../../test/event-stream.js';
import { TestLogs } from '../../test/logs.js';
import { idOf, revoked, used } from '../../test/records.js';
import { RunningAuditors } from '../../test/running-auditor.js';
import { TestTopics } from '../../test/topics.js';

const customer = mintId();
const secrets = { reader: mintToken(), mortal: mintToken(), other: mintToken(), poor: mintToken(), crowd: [mintToken(), mintToken()] };
const mortalId = mintId();
const patience = { timeoutMs: 30_000 };
const event = () => revoked({ customer_id: customer });

const topics = new TestTopics();
let logs: TestLogs;
let auditors: RunningAuditors;
let service: Service;
const open: EventStream[] = [];

function caller(secret: string, overrides: Partial<TokenState> = {}): TokenState {
  return aTokenState({ digest: digestToken(secret), customer_id: customer, grant: aGrant({ permissions: ['audit:read'] }), ...overrides });
}

beforeAll(async () => {
  [logs] = await Promise.all([TestLogs.open(), topics.make()]);
  await topics.tell(
    caller(secrets.reader),
    caller(secrets.mortal, { id: mortalId, sequence: 1 }),
    caller(secrets.other, { customer_id: mintId() }),
    caller(secrets.poor, { grant: aGrant() }),
    ...secrets.crowd.map((secret) => caller(secret)),
  );
  auditors = new RunningAuditors(logs.database, topics.prefix);
  service = await auditors.start({ AUDITOR_STREAMS: '4', AUDITOR_STREAMS_PER_CALLER: '2' });
  await eventually(async () => expect((await fetch(`${service.url}/audit-events`, { headers: headersOf(secrets.reader) })).status).toBe(200), patience);
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});
afterAll(async () => {
  await auditors.stop();
  await topics.remove();
  await logs.close();
});

const headersOf = (secret: string, headers: object = {}): Record<string, string> => ({ authorization: `Bearer ${secret}`, ...headers });

/** Waits for the seats that the streams before have not yet left. */
async function follow(query = '', { secret = secrets.reader, headers = {}, at = service }: { secret?: string; headers?: object; at?: Service } = {}): Promise<EventStream> {
  const stream = await eventually(async () => {
    const opened = await EventStream.open(`${at.url}/audit-events/stream${query}`, headersOf(secret, headers));
    if (opened.status === 429 || opened.status === 503) {
      opened.close();
      throw new Error('no seat is free yet');
    }
    return opened;
  }, patience);
  open.push(stream);
  if (stream.status === 200) await eventually(() => expect(stream.lastId).not.toBe(''));
  return stream;
}

const idsOf = (events: readonly SentEvent[]): unknown[] => events.map(({ data }) => data['event_id']);

describe('a stream of events', () => {
  it('tells what comes from now on, each with its cursor, as the list shows it', async () => {
    const stream = await follow();
    expect(stream.header('content-type')).toBe('text/event-stream; charset=utf-8');
    const records = [event(), event()];
    await topics.send(records);
    await topics.send([revoked()]);
    const told = await stream.arrived(2);
    expect(idsOf(told)).toEqual(records.map(idOf));
    expect(told.map(({ event: type }) => type)).toEqual(['audit-event', 'audit-event']);
    const list = (await (await fetch(`${service.url}/audit-events?order=asc&limit=1000`, { headers: headersOf(secrets.reader) })).json()) as { data: unknown[] };
    expect(list.data.slice(-2)).toEqual(told.map(({ data }) => data));
  });

  it('goes on from the last id, at whichever instance, with nothing left out and nothing twice', async () => {
    const stream = await follow();
    const records = [event(), event(), event()];
    await topics.send(records);
    const [first] = await stream.arrived(3);
    stream.close();
    const other = await auditors.start();
    for (const asked of [{ headers: { 'last-event-id': first?.id } }, { query: `?after=${first?.id}` }, { query: `?after=${stream.lastId}`, headers: { 'last-event-id': first?.id } }]) {
      const again = await follow(asked.query, { at: other, ...(asked.headers && { headers: asked.headers }) });
      expect(idsOf(await again.arrived(2))).toEqual(records.slice(1).map(idOf));
    }
    const start = await follow();
    await topics.send([event()], 1);
    expect(idsOf(await start.arrived(1))).toHaveLength(1);
  });

  it('tells only what is asked for, and goes on past the rest', async () => {
    const stream = await follow('?action=token.used');
    const before = stream.lastId;
    const use = used({ customer_id: customer });
    await topics.send([event()]);
    await topics.send([use]);
    const [told] = await stream.arrived(1);
    expect(told?.data['event_id']).toBe(idOf(use));
    expect(told?.id).not.toBe(before);
  });

  it('shows nothing of another customer (invariant 9)', async () => {
    const stream = await follow('', { secret: secrets.other });
    const ours = await follow();
    await topics.send([event()]);
    await ours.arrived(1);
    expect(stream.events).toEqual([]);
    const foreign = await follow(`?customer_id=${customer}`, { secret: secrets.other });
    expect(foreign.status).toBe(404);
  });

  it('ends when the token of its reader does, having told it nothing more', async () => {
    const stream = await follow('', { secret: secrets.mortal });
    await topics.tell(caller(secrets.mortal, { id: mortalId, sequence: 2, status: 'revoked' }));
    const [last] = await stream.arrived(1);
    expect(last).toMatchObject({ event: 'end', data: { code: 'unauthorized', status: 401 } });
    await eventually(() => expect(stream.ended).toBe(true));
    expect((await follow('', { secret: secrets.mortal })).status).toBe(401);
  });

  it('ends when its instance does, and is refused there from then on', async () => {
    const others = new RunningAuditors(logs.database, topics.prefix);
    const stream = await follow('', { at: await others.start() });
    const closed = others.stop();
    const [last] = await stream.arrived(1);
    expect(last).toMatchObject({ event: 'end', data: { code: 'not_ready', status: 503 } });
    await closed;
    expect(stream.ended).toBe(true);
  });

  it('has a seat of which there are so many, of one caller and in all, and which it leaves', async () => {
    const refusal = async (secret: string): Promise<unknown> => {
      const stream = await EventStream.open(`${service.url}/audit-events/stream`, headersOf(secret));
      return { status: stream.status, retryAfter: stream.header('retry-after'), code: (JSON.parse(await stream.text()) as { code: string }).code };
    };
    for (const secret of [secrets.reader, secrets.reader, ...secrets.crowd]) await follow('', { secret });
    expect(await refusal(secrets.reader)).toEqual({ status: 429, retryAfter: '10', code: 'too_many_open' });
    expect(await refusal(secrets.crowd[0] ?? '')).toEqual({ status: 503, retryAfter: '10', code: 'at_capacity' });
    open[3]?.close();
    await follow('', { secret: secrets.crowd[0] ?? '' });
  });

  it.each([
    ['?after=marker', {}, 400, 'invalid_request'],
    [`?after=${Buffer.from('["2026-01-01T00:00:00Z","token-events/0",1]').toString('base64url')}`, {}, 400, 'invalid_request'],
    ['', { 'last-event-id': 'marker' }, 400, 'invalid_request'],
    [`?after=${Buffer.from(`["${'f'.repeat(32)}","1"]`).toString('base64url')}`, {}, 410, 'unknown_cursor'],
    ['?limit=1', {}, 400, 'invalid_request'],
  ])('is refused with %s %j', async (query, headers, status, code) => {
    const stream = await follow(query, { headers });
    const text = await stream.text();
    expect({ status: stream.status, body: JSON.parse(text) as unknown }).toMatchObject({ status, body: { code } });
    expect(text).not.toContain('marker');
  });

  it('is for who may read the audit log', async () => {
    expect((await follow('', { secret: secrets.poor })).status).toBe(403);
  });

  it('says how long records have waited for a transaction that is open elsewhere', async () => {
    const slow = logs.dataSource.createQueryRunner();
    const waited = async (): Promise<number> => Number(/^latchkey_audit_unsettled_seconds (\S+)$/m.exec(await (await fetch(`${service.url}/metrics`)).text())?.[1]);
    await slow.startTransaction();
    await slow.query('select pg_current_xact_id()');
    const stream = await follow();
    await topics.send([event()]);
    await eventually(async () => expect(await waited()).toBeGreaterThan(0.5), patience);
    expect(stream.events).toEqual([]);
    await slow.rollbackTransaction();
    await slow.release();
    await stream.arrived(1);
    await eventually(async () => expect(await waited()).toBe(0), patience);
  });
});
