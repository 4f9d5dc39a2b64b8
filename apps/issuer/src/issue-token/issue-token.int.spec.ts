import { beforeAll, describe, expect, it } from '@jest/globals';
import { contractsOf, decodeEvent } from '@latchkey/contracts';
import { digestToken, isToken, mintToken } from '@latchkey/tokens';
import { lastIn } from '../../test/outbox.js';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
const refused = async (body: object, by: string = admin.secret) => problemOf(await issuer.ask(body, by));

interface Row {
  topic: 'token-state' | 'token-events';
  key: string;
  value: string;
  headers: Record<string, string>;
}
const outboxOf = async (tokenId: string): Promise<Row[]> =>
  issuer.dataSource.query(`select topic, key, value, headers from issuer.outbox where headers->>'ce_subject' = $1 order by id`, [tokenId]);
const eventOf = ({ topic, key, value, headers }: Row) => {
  const decoded = decodeEvent(contractsOf(topic), { key, value: Buffer.from(value), headers });
  if (decoded.kind !== 'event') throw new Error(`not readable: ${JSON.stringify(decoded)}`);
  return decoded.event;
};

describe('POST /automation-tokens', () => {
  it('makes a token with the defaults of the docs, and shows its secret', async () => {
    const before = Date.now();
    const response = await issuer.ask({}, admin.secret);
    expect(response.status).toBe(201);
    const token = (await response.json()) as Record<string, unknown>;
    expect(token).toEqual({
      id: expect.stringMatching(/^[0-9A-Za-z]{22}$/),
      customer_id: admin.customer_id,
      service_account_id: expect.stringMatching(/^[0-9A-Za-z]{22}$/),
      name: 'ci',
      role: 'engineer',
      roles: [{ id: 'engineer', name: 'engineer' }],
      scope: 'global',
      limit_services: false,
      services: [],
      limit_workspaces: true,
      workspaces: [],
      allowed_cidrs: null,
      not_before: null,
      expires_at: (await issuer.get(admin.id)).expires_at,
      notify_days: null,
      status: 'active',
      revoked_at: null,
      created_at: expect.any(String),
      creator_id: (await issuer.get(admin.id)).service_account_id,
      parent_id: admin.id,
      family_id: token['id'],
      predecessor_id: null,
      successor_id: null,
      last_used_at: null,
      ip: null,
      user_agent: null,
      labels: {},
      tls_access: false,
      access_token: expect.any(String),
    });
    expect(isToken(String(token['access_token']))).toBe(true);
    expect(Date.parse(String(token['created_at']))).toBeGreaterThanOrEqual(before);
    expect(response.headers.get('latchkey-consistency')).toBe(`${token['id']}@1`);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('leaves in the outbox, with the token, its state and the fact (invariants 2 and 3)', async () => {
    const asked = { roles: ['user', 'tls_viewer'], labels: { team: 'α' }, notify_days: [7, 30, 7], services: ['s1'], allowed_cidrs: ['10.0.0.0/8'] };
    const response = await issuer.call('/automation-tokens', {
      method: 'POST',
      by: admin.secret,
      headers: { 'user-agent': `bot ${mintToken()}`, 'x-request-id': 'build-42-step-7' },
      body: { name: 'ci', ...asked, expires_at: inHours(2) },
    });
    const { id, access_token: secret, expires_at: expiresAt } = (await response.json()) as Record<string, string>;
    const [state, fact, ...rest] = (await outboxOf(id as string)).map((row) => ({ row, event: eventOf(row) }));
    expect(rest).toEqual([]);
    expect(state?.row).toMatchObject({ topic: 'token-state', key: id });
    expect(state?.event).toMatchObject({
      id: `${id}@1`,
      data: {
        digest: digestToken(secret as string),
        status: 'active',
        sequence: 1,
        platform: false,
        notify_days: [30, 7],
        labels: { team: 'α' },
        grant: { permissions: ['service:read', 'stats:read', 'tls:read'], services: ['s1'], networks: ['10.0.0.0/8'], expires_at: expiresAt },
      },
    });
    expect(fact?.row).toMatchObject({ topic: 'token-events', key: admin.customer_id });
    expect(fact?.event).toMatchObject({
      type: 'token.issued.v1',
      data: {
        token_id: id,
        actor: { kind: 'token', token_id: admin.id },
        ip: '127.0.0.1',
        user_agent: 'bot lka_[redacted]',
        request_id: 'build-42-step-7',
        sequence: 1,
      },
    });
  });

  it('takes the older wrapping, and Fastly’s header', async () => {
    const attributes = { name: 'wrapped', role: 'user', services: ['a'], scope: 'global:read' };
    const response = await issuer.call('/automation-tokens', { method: 'POST', headers: { 'fastly-key': admin.secret }, body: { attributes } });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ name: 'wrapped', role: 'user', services: ['a'], limit_services: true, scope: 'global:read' });
  });

  it.each<[object, object]>([
    [{ limit_services: true, services: [] }, { limit_services: true, services: [] }],
    [{ limit_services: true, services: ['b', 'a', 'b'] }, { limit_services: true, services: ['a', 'b'] }],
    [{ services: ['a'] }, { limit_services: true, services: ['a'] }],
    [{ limit_services: false }, { limit_services: false, services: [] }],
    [{ limit_workspaces: false }, { limit_workspaces: false, workspaces: [] }],
    [{ workspaces: ['w'] }, { limit_workspaces: true, workspaces: ['w'] }],
    [{ allowed_cidrs: [] }, { allowed_cidrs: [] }],
    [{ allowed_cidrs: ['192.0.2.1', '::ffff:10.0.0.0/104'] }, { allowed_cidrs: ['10.0.0.0/8', '192.0.2.1/32'] }],
    [{ tls_access: true }, { roles: [{ id: 'engineer' }, { id: 'tls_admin' }], tls_access: true }],
    [{ role: 'billing', roles: ['user'] }, { role: 'user', roles: [{ id: 'user' }] }],
  ])('understands %j', async (asked, shown) => {
    expect(await issuer.issue(asked, admin.secret)).toMatchObject(shown);
  });

  it('gives a second token to the service account that it is named', async () => {
    const first = await issuer.issue({}, admin.secret);
    const second = await issuer.issue({ service_account_id: first.service_account_id }, admin.secret);
    expect(second.service_account_id).toBe(first.service_account_id);
    expect((await issuer.issue({}, admin.secret)).service_account_id).not.toBe(first.service_account_id);
    const told = await Promise.all([first, second].map(({ id }) => lastIn(issuer.dataSource, id, 'token.issued.v1')));
    expect(told.map(({ service_account_name: name }) => name)).toEqual([first.name, null]);
  });

  it('lets the platform make a token for a customer, and for itself', async () => {
    expect(await issuer.issue({ customer_id: admin.customer_id })).toMatchObject({ customer_id: admin.customer_id, parent_id: issuer.platform.id });
    const own = await issuer.issue({ roles: ['platform_admin'] });
    expect(own.customer_id).toBe(issuer.platform.customer_id);
    expect((await issuer.customer()).customer_id).not.toBe(own.customer_id);
  });
});

describe('what is asked for beyond one’s own rights', () => {
  const limits = { roles: ['engineer', 'token_admin'], services: ['a'], allowed_cidrs: ['127.0.0.0/8'], workspaces: ['w'] };
  let limited: Holder;
  beforeAll(async () => {
    limited = await issuer.holder({ ...limits, not_before: inHours(-1), expires_at: inHours(1) }, admin.secret);
  });
  const fitting = (): object => ({ services: ['a'], allowed_cidrs: ['127.0.0.1'], workspaces: ['w'], expires_at: inHours(0.5) });

  it('is made where it fits within', async () => {
    expect(await issuer.issue(fitting(), limited.secret)).toMatchObject({ services: ['a'], allowed_cidrs: ['127.0.0.1/32'] });
  });

  it.each<[string, () => object]>([
    ['permissions', () => ({ roles: ['billing'] })],
    ['services', () => ({ services: ['a', 'b'] })],
    ['services', () => ({ services: [], limit_services: false })],
    ['workspaces', () => ({ workspaces: ['w', 'x'] })],
    ['networks', () => ({ allowed_cidrs: null })],
    ['networks', () => ({ allowed_cidrs: ['126.0.0.0/7'] })],
    ['not_before', () => ({ not_before: null })],
    ['expires_at', () => ({ expires_at: null })],
    ['expires_at', () => ({ expires_at: inHours(1.1) })],
  ])('is refused, naming %s', async (dimension, beyond) => {
    const answer = await refused({ ...fitting(), ...beyond() }, limited.secret);
    expect(answer).toMatchObject({ status: 403, code: 'not_covered', detail: expect.stringMatching(new RegExp(`in: ${dimension}\\.$`)) });
    expect(answer.challenge).toContain('error="insufficient_scope"');
  });

  it('is refused to a customer, but for the platform alone', async () => {
    expect(await refused({ roles: ['platform_admin'] })).toMatchObject({ status: 403, code: 'not_covered' });
    const forCustomer = await refused({ roles: ['platform_admin'], customer_id: admin.customer_id }, issuer.platform.secret);
    expect(forCustomer).toMatchObject({ status: 403, code: 'platform_only' });
    expect(forCustomer.challenge).toContain('error="insufficient_scope"');
  });
});
