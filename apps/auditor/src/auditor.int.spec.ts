import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import type { Service } from '@latchkey/runtime';
import { aGrant, aTokenState, eventually } from '@latchkey/testing';
import { digestToken, mintId, mintToken } from '@latchkey/tokens';
import { TestLogs } from '../test/logs.js';
import { idOf, revoked, used } from '../test/records.js';
import { RunningAuditors } from '../test/running-auditor.js';
import { type Published, TestTopics } from '../test/topics.js';

const [customer, token] = [mintId(), mintId()];
const secrets = { reader: mintToken(), other: mintToken(), purger: mintToken(), expired: mintToken(), platform: mintToken() };
const events = [revoked({ customer_id: customer, token_id: token }), revoked({ customer_id: customer })];
const use = used({ customer_id: customer, token_id: token });
const patience = { timeoutMs: 30_000 };

const topics = new TestTopics();
let logs: TestLogs;
let auditors: RunningAuditors;
let service: Service;
let published: readonly Published[];

function caller(secret: string, overrides: Partial<TokenState> = {}): TokenState {
  return aTokenState({ digest: digestToken(secret), customer_id: customer, grant: aGrant({ permissions: ['audit:read'] }), ...overrides });
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly text: string;
  readonly challenge: string | null;
}
async function get(secret: string | undefined, query = ''): Promise<Answer> {
  const headers = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
  const response = await fetch(`${service.url}/audit-events${query}`, { headers });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text) as Record<string, unknown>, text, challenge: response.headers.get('www-authenticate') };
}

beforeAll(async () => {
  [logs] = await Promise.all([TestLogs.open(), topics.make()]);
  const grant = aGrant({ permissions: ['audit:read'], expires_at: '2026-01-01T00:00:00.000Z' });
  await topics.tell(
    caller(secrets.reader),
    caller(secrets.other, { customer_id: mintId() }),
    caller(secrets.purger, { grant: aGrant() }),
    caller(secrets.expired, { grant }),
    caller(secrets.platform, { customer_id: mintId(), platform: true }),
  );
  auditors = new RunningAuditors(logs.database, topics.prefix);
  service = await auditors.start();
  await topics.send(events);
  await topics.send([use], 1);
  published = await topics.published();
  await eventually(async () => expect((await get(secrets.reader)).body).toMatchObject({ data: { length: 3 } }), patience);
});
afterAll(async () => {
  await auditors.stop();
  await topics.remove();
  await logs.close();
});

describe('the auditor', () => {
  it('shows what was sent to its customer and on the audit topic, under one place and proof', async () => {
    const { body } = await get(secrets.reader, `?token_id=${token}`);
    const shown = body['data'] as Record<string, unknown>[];
    expect(shown.map(({ event_id: id }) => id).sort()).toEqual([events[0], use].map((record) => idOf(record as typeof use)).sort());
    await eventually(() => expect(published).toHaveLength(3), patience);
    for (const { id, ...row } of shown) {
      expect(id).toBe(`${String(row['log']).replace('/', '~')}~${String(row['index'])}`);
      const there = published.find(({ event }) => event.id === `${String(row['log'])}/${String(row['index'])}`);
      expect(there?.event.data).toMatchObject(row);
    }
  });

  it('shows each record with these fields and no other', async () => {
    const { body } = await get(secrets.reader, '?action=token.used');
    expect(body).toEqual({
      data: [
        {
          id: 'token-usage~1~0',
          log: 'token-usage/1',
          index: 0,
          leaf_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
          action: 'token.used',
          occurred_at: '2026-03-01T12:00:00.000Z',
          ingested_at: expect.any(String),
          customer_id: customer,
          actor: null,
          reported_by: null,
          token_id: token,
          target_type: 'token',
          target_id: token,
          service_id: null,
          outcome: 'success',
          reason: null,
          ip: '192.0.2.1',
          user_agent: 'curl/8.5.0',
          request_id: null,
          future: false,
          unknown_token: false,
          details: expect.objectContaining({ count: 3, verifier: 'verifier-1' }),
          event_id: idOf(use),
          event_source: 'verifier',
        },
      ],
      next_cursor: null,
    });
  });

  it('leads from page to page', async () => {
    const ids: unknown[] = [];
    let cursor: unknown = '';
    while (typeof cursor === 'string') {
      const { body } = await get(secrets.reader, `?limit=1${cursor && `&cursor=${cursor}`}`);
      ids.push(...(body['data'] as { event_id: string }[]).map(({ event_id: id }) => id));
      cursor = body['next_cursor'];
    }
    expect(ids.sort()).toEqual([...events, use].map(idOf).sort());
  });

  it('sums them up', async () => {
    const { status, body } = await get(secrets.reader, '/summary?by=token&from=2026-02-15T00:00:00Z&to=2026-03-10T00:00:00Z');
    expect({ status, body }).toMatchObject({ status: 200, body: { data: expect.arrayContaining([expect.objectContaining({ id: token, events: 2, uses: 3, refusals: 0 })]), next_cursor: null } });
    expect(await get(secrets.purger, '/summary?by=token')).toMatchObject({ status: 403 });
  });

  it('shows another customer nothing of them, nor that they are there (invariant 9)', async () => {
    expect((await get(secrets.other)).body).toEqual({ data: [], next_cursor: null });
    expect((await get(secrets.platform, `?customer_id=${customer}`)).body).toMatchObject({ data: { length: 3 } });
    for (const named of [customer, mintId()]) {
      const { status, body } = await get(secrets.other, `?customer_id=${named}`);
      expect({ status, code: body['code'], detail: body['detail'] }).toEqual({ status: 404, code: 'not_found', detail: '`customer_id` names no customer that you may see.' });
    }
  });

  it('refuses who has no live token that may read the audit log', async () => {
    expect(await get(undefined)).toMatchObject({ status: 401, body: { code: 'unauthorized' }, challenge: 'Bearer realm="latchkey"' });
    for (const secret of [mintToken(), 'junk', secrets.expired]) {
      expect(await get(secret)).toMatchObject({ status: 401, body: { code: 'unauthorized' }, challenge: expect.stringContaining('error="invalid_token"') });
    }
    expect(await get(secrets.purger)).toMatchObject({ status: 403, body: { code: 'insufficient_scope' }, challenge: expect.stringContaining('scope="audit:read"') });
  });

  it.each([
    ['?limit=0', '/limit'],
    ['?limit=1001', '/limit'],
    ['?limit=marker', '/limit'],
    ['?limit=1&limit=2', '/limit'],
    ['?cursor=marker', '/cursor'],
    ['?token_id=marker', '/token_id'],
    ['?customer_id=marker', '/customer_id'],
    ['?action=marker%25', '/action'],
    ['?marker=1', ''],
  ])('refuses %s, naming the place and repeating nothing', async (query, pointer) => {
    const { status, body, text } = await get(secrets.reader, query);
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'invalid_request', errors: [{ pointer }] } });
    expect(text).not.toContain('marker');
  });

  it('refuses a secret in the query', async () => {
    expect(await get(secrets.reader, `?cursor=${secrets.other}`)).toMatchObject({ status: 422, body: { code: 'contains_secret' } });
  });

  it('is ready with database and keyring, whatever Kafka does', async () => {
    const ready = await fetch(`${service.url}/health/ready`);
    const { details } = (await ready.json()) as { details: object };
    expect({ status: ready.status, checks: Object.keys(details).sort() }).toEqual({ status: 200, checks: ['checkpoints', 'database', 'keyring'] });
  });

  it('counts what it ingests and how far behind it is', async () => {
    await eventually(async () => {
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      expect(metrics).toContain('latchkey_audit_records_ingested_total{topic="token-events"} 2');
      expect(metrics).toContain('latchkey_audit_lag_records{log="token-events/0"} 0');
      expect(metrics).toContain('latchkey_audit_log_stopped{log="token-events/0"} 0');
      expect(metrics).toContain('latchkey_audit_unpublished_records{log="token-usage/1"} 0');
    }, patience);
  });

  it('exports them as a file, and says where the next export begins', async () => {
    // What has settled: a write anywhere else on that Postgres may keep the latest waiting.
    const response = await eventually(async () => {
      const answer = await fetch(`${service.url}/audit-events/export?format=csv`, { headers: { authorization: `Bearer ${secrets.reader}` } });
      expect((await answer.text()).trimEnd().split('\r\n')).toHaveLength(4);
      return answer;
    }, patience);
    const file = { type: response.headers.get('content-type'), name: response.headers.get('content-disposition') };
    expect(file).toEqual({ type: 'text/csv; charset=utf-8; header=present', name: 'attachment; filename="audit-events.csv"' });
    const next = await fetch(`${service.url}/audit-events/export?after=${response.headers.get('latchkey-next-cursor')}`, { headers: { authorization: `Bearer ${secrets.reader}` } });
    expect({ status: next.status, text: await next.text() }).toEqual({ status: 200, text: '' });
    const foreign = await fetch(`${service.url}/audit-events/export?customer_id=${customer}`, { headers: { authorization: `Bearer ${secrets.other}` } });
    expect({ status: foreign.status, body: await foreign.json() }).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('has who read it stand in the log, at the latest when the instance goes down', async () => {
    const others = new RunningAuditors(logs.database, topics.prefix);
    const other = await others.start();
    const headers = { authorization: `Bearer ${secrets.other}` };
    await eventually(async () => expect((await fetch(`${other.url}/audit-events?action=token.`, { headers })).status).toBe(200), patience);
    await others.stop();
    await eventually(async () => {
      const { body } = await get(secrets.other, '?action=activity.audit.read');
      expect(body).toMatchObject({ data: [{ action: 'activity.audit.read', target_type: 'audit_log', details: { kind: 'list', query: { action: 'token.' }, requests: 1, events: 0 } }] });
    }, patience);
  });

  it('describes its API', async () => {
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: Record<string, { get?: { parameters: { name: string }[] } }> };
    expect(document.paths['/audit-events']?.get?.parameters.map(({ name }) => name).sort()).toEqual([
      'action', 'actor_id', 'cursor', 'customer_id', 'from', 'ip', 'limit', 'order', 'outcome', 'service_account_id', 'service_id', 'target_id', 'text', 'to', 'token_id',
    ]);
  });
});
