import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mintId, mintToken } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;
let other: Holder;
let before: object;

beforeAll(async () => {
  [admin, other] = [await issuer.customer(), await issuer.customer()];
});

async function counts(): Promise<object> {
  const tables = ['tokens', 'service_accounts', 'customers', 'outbox'].map((table) => `(select count(*)::int from issuer.${table}) as ${table}`);
  const rows: object[] = await issuer.dataSource.query(`select ${tables.join(', ')}`);
  return rows[0] as object;
}
beforeEach(async () => {
  before = await counts();
});
afterEach(async () => {
  expect(await counts()).toEqual(before);
});

const refused = async (body: object, by: string = admin.secret) => problemOf(await issuer.ask(body, by));
const post = async (body: string, type = 'application/json') =>
  problemOf(await issuer.call('/automation-tokens', { method: 'POST', by: admin.secret, headers: { 'content-type': type }, body }));

/** After each of these not a row is more than before (invariant 2). */
describe('a token that cannot be made', () => {
  it.each<[number, string, object]>([
    [400, 'unknown_role', { role: 'superuser' }],
    [400, 'unknown_role', { roles: ['engineer', 'constructor'] }],
    [400, 'unknown_scope', { scope: 'global everything' }],
    [400, 'contradictory_limit', { limit_services: false, services: ['a'] }],
    [400, 'contradictory_limit', { limit_workspaces: false, workspaces: ['w'] }],
    [400, 'empty_window', { not_before: '2999-01-01T00:00:00Z', expires_at: '2998-01-01T00:00:00Z' }],
    [400, 'expired_at_birth', { expires_at: '2026-01-01T00:00:00Z' }],
    [400, 'invalid_request', { admin: true }],
    [400, 'invalid_request', { name: '' }],
    [400, 'invalid_request', { services: 'a' }],
    [400, 'invalid_request', { allowed_cidrs: ['10.0.0.1/8'] }],
    [400, 'invalid_request', { expires_at: 'tomorrow' }],
    [400, 'invalid_request', { attributes: { name: 'both' } }],
  ])('is answered %i %s: %j', async (status, code, body) => {
    expect(await refused(body)).toMatchObject({ status, code });
  });

  it('is not for another customer, and the answer does not tell whether there is one', async () => {
    const foreign = await refused({ customer_id: other.customer_id });
    const unknown = await refused({ customer_id: mintId() });
    expect(foreign).toMatchObject({ status: 404, code: 'not_found' });
    expect(unknown).toEqual({ ...foreign, text: expect.any(String) });
  });

  it('is not for a service account of another customer', async () => {
    const { service_account_id: foreign } = await issuer.get(other.id);
    const answer = await refused({ service_account_id: foreign });
    expect(answer).toMatchObject({ status: 404, code: 'not_found' });
    expect(await refused({ service_account_id: mintId() })).toEqual({ ...answer, text: expect.any(String) });
    expect(await refused({ service_account_id: foreign, customer_id: admin.customer_id }, issuer.platform.secret)).toMatchObject({ status: 404 });
  });

  it('is not too large for Kafka, which would hold up every token behind it', async () => {
    const names = (count: number, sign: string): string[] => Array.from({ length: count }, (_, index) => `${sign}${index}`.padEnd(45, 'x'));
    const body = { name: 'ci', role: 'engineer', services: names(1000, 's'), workspaces: names(355, 'w'), labels: { pad: '' } };
    expect(JSON.stringify(body).length).toBeLessThan(64 * 1024);
    expect(await refused(body)).toMatchObject({ status: 422, code: 'token_too_large' });
  });

  it.each<[string, (secret: string) => object]>([
    ['the name', (secret) => ({ name: `for ${secret}` })],
    ['a label', (secret) => ({ labels: { note: secret } })],
    ['the key of a label', (secret) => ({ labels: { [secret]: '' } })],
    ['a service', (secret) => ({ services: [secret] })],
    ['an unknown field', (secret) => ({ [secret]: 1 })],
  ])('holds no secret in %s (invariant 1)', async (_, bodyWith) => {
    const secret = mintToken();
    const answer = await refused(bodyWith(secret));
    expect(answer).toMatchObject({ status: 422, code: 'contains_secret' });
    expect(answer.text + issuer.lines.join('')).not.toContain(secret);
  });

  it('holds none in the older wrapping either (invariant 1)', async () => {
    const wrapped = await post(JSON.stringify({ attributes: { name: mintToken(), role: 'user' } }));
    expect(wrapped).toMatchObject({ status: 422, code: 'contains_secret' });
  });
});

describe('a body that cannot be read', () => {
  it.each([
    ['broken JSON', 400, 'invalid_json', '{"name":'],
    ['no body', 400, 'invalid_request', ''],
    ['a list', 400, 'invalid_request', '[]'],
    ['null', 400, 'invalid_request', 'null'],
    ['an empty wrapping', 400, 'invalid_request', '{"attributes":null}'],
    ['more than 64 KiB', 413, 'body_too_large', JSON.stringify({ name: 'marker'.repeat(11_000) })],
  ])('is answered as the docs say: %s', async (_, status, code, body) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status, code });
    expect(answer.text).not.toContain('marker');
  });

  it('is answered 415 where it is a form', async () => {
    expect(await post('name=ci&role=user', 'application/x-www-form-urlencoded')).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });
});
