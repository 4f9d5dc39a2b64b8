import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import type { Service } from '@latchkey/runtime';
import { aGrant, aTokenState, eventually } from '@latchkey/testing';
import { digestToken, mintId, mintToken } from '@latchkey/tokens';
import { accountRecord, rotatedRecord, usedRecord } from '../test/context.js';
import { RunningNotifier } from '../test/running-notifier.js';
import { changed, dayOf, beatRecord, stateRecord } from '../test/schedule.js';

const now = dayOf(new Date());
const minutes = (count: number): number => count / (24 * 60);

/** A token made a year ago that expires in that many days from now. */
function aToken(days: number, overrides: Partial<TokenState> = {}): TokenState {
  const made = new Date(Date.now() - 365 * 86_400_000).toISOString();
  const expires = new Date(Date.now() + days * 86_400_000).toISOString();
  return aTokenState({ grant: aGrant({ expires_at: expires }), created_at: made, changed_at: made, ...overrides });
}

const idOf = ({ id, grant }: TokenState, threshold: number | 'expired'): string => `${id}/${grant.expires_at}/${threshold}`;

let notifier: RunningNotifier;
let service: Service;
beforeAll(async () => {
  notifier = await new RunningNotifier().open();
  service = await notifier.start();
});
afterAll(() => notifier.close());

const arrived = (...ids: string[]): Promise<void> =>
  eventually(() => expect(notifier.reader.events.map(({ id }) => id)).toEqual(expect.arrayContaining(ids)), { timeoutMs: 30_000 });

describe('the notifier', () => {
  it('turns states on token-state into events on token-events, and a revoked token into none', async () => {
    const [warned, expired, revoked] = [aToken(6.5, { name: 'deploy' }), aToken(-2), aToken(6)];
    const end = changed(revoked, now, { status: 'revoked' });
    await notifier.write([warned, expired, revoked, end].map(stateRecord).concat(beatRecord(now)));
    await arrived(idOf(warned, 7), idOf(expired, 'expired'));
    expect(notifier.reader.idsAbout(warned.id, expired.id, revoked.id).sort()).toEqual([idOf(warned, 7), idOf(expired, 'expired')].sort());
    expect(notifier.reader.events.find(({ subject }) => subject === warned.id)).toMatchObject({
      source: 'notifier',
      type: 'token.expiring.v1',
      data: { token_id: warned.id, customer_id: warned.customer_id, token_name: 'deploy', threshold_days: 7, expires_at: warned.grant.expires_at },
    });
  });

  it('tells what it heard of use and of service accounts, and is silent of a token whose successor is in use', async () => {
    const [told, replaced, successor] = [aToken(7 + minutes(0.2)), aToken(7 + minutes(0.2)), aToken(90)];
    await notifier.write([told, replaced, successor].map(stateRecord), 4);
    const count = async (table: string, ids: string[]): Promise<void> =>
      eventually(async () => expect(await notifier.dataSource.query(`select id from notifier.${table} where id = any($1)`, [ids])).toHaveLength(ids.length), { timeoutMs: 30_000 });
    await count('tokens', [told.id, replaced.id, successor.id]);
    await notifier.write([usedRecord(told, now - 1, { last_ip: '192.0.2.1' }), usedRecord(successor, now - 1)]);
    await notifier.write([rotatedRecord(replaced, successor.id), accountRecord('created', told, 'deploy')]);
    await count('service_accounts', [told.service_account_id]);
    await eventually(async () => expect(await notifier.dataSource.query('select from notifier.last_uses')).toHaveLength(2), { timeoutMs: 30_000 });
    await notifier.write([beatRecord(now + 1, 4)], 4);
    await arrived(idOf(told, 7));
    await eventually(async () => {
      const settled: unknown[] = await notifier.dataSource.query('select outcome from notifier.announcements where id = $1', [idOf(replaced, 7)]);
      expect(settled).toEqual([{ outcome: 'passed_over' }]);
    }, { timeoutMs: 30_000 });
    expect(notifier.reader.events.find(({ id }) => id === idOf(told, 7))).toMatchObject({ data: { service_account_name: 'deploy', last_used: { ip: '192.0.2.1' } } });
    expect(notifier.reader.idsAbout(replaced.id)).not.toContain(idOf(replaced, 7));
  });

  it('goes on after a restart, and beside a second instance, with each notice once', async () => {
    const before = aToken(0.5);
    await notifier.write([stateRecord(before), beatRecord(now, 1)], 1);
    await arrived(idOf(before, 1));
    await notifier.stop(service);
    const meanwhile = [...Array(150).keys()].map(() => aToken(6.5));
    await notifier.write([...meanwhile.map(stateRecord), beatRecord(now, 1)], 1);
    await notifier.write([...meanwhile.map((each) => stateRecord(changed(each, now, { name: 'renamed' }))), beatRecord(now, 1)], 1);
    service = await notifier.start();
    await notifier.start();
    await arrived(...meanwhile.map((each) => idOf(each, 7)));
    const last = aToken(-1);
    await notifier.write([stateRecord(last), beatRecord(now, 1)], 1);
    await arrived(idOf(last, 'expired'));
    expect(notifier.reader.idsAbout(before.id, ...meanwhile.map(({ id }) => id)).sort()).toEqual(
      [idOf(before, 1), ...meanwhile.map((each) => idOf(each, 7))].sort(),
    );
  });

  it('announces by its own clock once heartbeats have stopped and Kafka holds nothing unread', async () => {
    const token = aToken(7 - minutes(5));
    await notifier.write([stateRecord(token), beatRecord(now - minutes(30), 2)], 2);
    const silenced = async (): Promise<number> => {
      const rows: [unknown[], number] = await notifier.dataSource.query(`update notifier.positions set heard_at = heard_at - interval '11 minutes' where partition = 2`);
      return rows[1];
    };
    await eventually(async () => expect(await silenced()).toBe(1), { timeoutMs: 30_000 });
    await arrived(idOf(token, 7));
  });
});

describe('GET /expiring', () => {
  const customer = mintId();
  const secrets = { reader: mintToken(), other: mintToken(), purger: mintToken(), platform: mintToken() };
  const caller = (secret: string, overrides: Partial<TokenState>): TokenState =>
    aTokenState({ digest: digestToken(secret), grant: aGrant({ permissions: ['token:read'] }), ...overrides });
  const tokens = [20, 10, 15].map((days) => aToken(days, { customer_id: customer, labels: { team: 'edge' } }));

  beforeAll(async () => {
    const callers = [
      caller(secrets.reader, { customer_id: customer }),
      caller(secrets.other, {}),
      caller(secrets.purger, { customer_id: customer, grant: aGrant() }),
      caller(secrets.platform, { platform: true }),
    ];
    await notifier.write([...callers, ...tokens].map(stateRecord), 3);
    await eventually(async () => expect((await get(secrets.platform, `?customer_id=${customer}`)).body).toMatchObject({ data: { length: 3 } }), { timeoutMs: 30_000 });
  });

  const get = async (secret: string | undefined, query = ''): Promise<{ status: number; body: Record<string, unknown>; text: string }> => {
    const headers = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
    const response = await fetch(`${service.url}/expiring${query}`, { headers });
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text) as Record<string, unknown>, text };
  };

  it('shows a customer its tokens, the soonest expiry first, page by page', async () => {
    const view = (token: TokenState | undefined) => ({
      token_id: token?.id,
      name: 'ci',
      service_account_id: token?.service_account_id,
      labels: { team: 'edge' },
      expires_at: token?.grant.expires_at,
      status: 'active',
      next_notice_at: expect.any(String),
    });
    const first = await get(secrets.reader, '?limit=2');
    expect(first).toMatchObject({ status: 200, body: { data: [tokens[1], tokens[2]].map(view), next_cursor: expect.any(String) } });
    const second = await get(secrets.reader, `?limit=2&cursor=${String(first.body['next_cursor'])}`);
    expect(second.body).toEqual({ data: [view(tokens[0])], next_cursor: null });
  });

  it('shows another customer nothing of them, and does not say that they are there', async () => {
    expect((await get(secrets.other)).body).toEqual({ data: [], next_cursor: null });
    const answers = await Promise.all([customer, mintId()].map((id) => get(secrets.other, `?customer_id=${id}`)));
    for (const { status, body } of answers) expect({ status, code: body['code'], detail: body['detail'] }).toEqual({ status: 404, code: 'not_found', detail: '`customer_id` names no customer that you may see.' });
  });

  it('refuses who has no token, an unknown one, or one without token:read', async () => {
    expect(await get(undefined)).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(await get(mintToken())).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(await get(secrets.purger)).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
  });

  it.each([
    ['?within=0d', '/within'],
    ['?within=366d', '/within'],
    ['?within=30', '/within'],
    ['?within=7d&within=8d', '/within'],
    ['?limit=0', '/limit'],
    ['?limit=1001', '/limit'],
    ['?limit=some', '/limit'],
    ['?cursor=c29tZXdoZXJl', '/cursor'],
    ['?customer_id=nobody', '/customer_id'],
    ['?offset=1', ''],
  ])('refuses %s, naming the place and repeating nothing', async (query, pointer) => {
    const { status, body, text } = await get(secrets.reader, query);
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'invalid_request', errors: [{ pointer }] } });
    expect(text).not.toMatch(/nobody|c29t|some|offset/);
  });

  it('refuses a secret in the query', async () => {
    expect(await get(secrets.reader, `?cursor=${secrets.other}`)).toMatchObject({ status: 422, body: { code: 'contains_secret' } });
  });
});

describe('what the notifier says of itself', () => {
  it('is ready with database and keyring', async () => {
    const ready = await fetch(`${service.url}/health/ready`);
    expect({ status: ready.status, body: await ready.json() }).toMatchObject({ status: 200, body: { details: { database: { status: 'up' }, keyring: { status: 'up' } } } });
  });

  it('counts what it planned and announced, how late, and what waits', async () => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    for (const name of ['notices_planned_total', 'notice_lateness_seconds_bucket', 'notices_oldest_due_age_seconds', 'notices_due', 'token_expiry_timestamp_seconds', 'token_states_unreadable_total', 'outbox_depth']) {
      expect(metrics).toContain(`latchkey_${name}`);
    }
  });

  it('describes its API', async () => {
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: Record<string, { get?: { parameters: { name: string }[] } }> };
    expect(document.paths['/expiring']?.get?.parameters.map(({ name }) => name).sort()).toEqual(['cursor', 'customer_id', 'limit', 'within']);
  });
});
