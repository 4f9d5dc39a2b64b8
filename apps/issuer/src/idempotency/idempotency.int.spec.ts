import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintToken } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { ForgetAnswers } from './forget-answers.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const keyed = (key: string, body: object = { name: 'ci', role: 'user' }, by: string = admin.secret): Promise<Response> =>
  issuer.call('/automation-tokens', { method: 'POST', by, headers: { 'idempotency-key': key }, body });
const count = async (customerId: string = admin.customer_id): Promise<number> => {
  const rows: { count: number }[] = await issuer.dataSource.query('select count(*)::int as count from issuer.tokens where customer_id = $1', [customerId]);
  return rows[0]?.count ?? 0;
};
const kept = (): Promise<{ id: string; sealed: Buffer | null }[]> => issuer.dataSource.query('select id, token_id, sealed from issuer.idempotency_keys');
interface Made {
  readonly id: string;
  readonly access_token: string;
}

describe('Idempotency-Key', () => {
  it('gives the same answer again, secret and all, and makes one token', async () => {
    const before = await count();
    const first = await keyed('again');
    const [made, consistency] = [(await first.json()) as Made, first.headers.get('latchkey-consistency')];
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([201, null]);
    await issuer.patch(made.id, { name: 'changed since' }, admin.secret);
    const second = await keyed('again');
    expect([second.status, second.headers.get('idempotency-replayed'), second.headers.get('latchkey-consistency')]).toEqual([201, 'true', consistency]);
    expect(await second.json()).toEqual(made);
    expect(await count()).toBe(before + 1);
  });

  it('takes the same body for the same, however it is written', async () => {
    const first = (await (await keyed('order', { name: 'ci', role: 'user' })).json()) as Made;
    const second = (await (await keyed('order', { role: 'user', name: 'ci' })).json()) as Made;
    expect(second.id).toBe(first.id);
  });

  it.each([
    ['half a surrogate pair', '"\\ud800"'],
    ['lists in lists without end', '['.repeat(20_000) + ']'.repeat(20_000)],
  ])('refuses a body with %s like any other that breaks its schema (attack: a fault at will)', async (_, name) => {
    const body = `{"name":${name},"role":"user"}`;
    for (const headers of [{ 'idempotency-key': 'odd' }, {}]) {
      expect(await problemOf(await issuer.call('/automation-tokens', { method: 'POST', by: admin.secret, headers, body }))).toMatchObject({ status: 400, code: 'invalid_request' });
    }
  });

  it('refuses another body under the same key', async () => {
    await keyed('reused');
    expect(await problemOf(await keyed('reused', { name: 'other', role: 'user' }))).toMatchObject({ status: 422, code: 'key_reused' });
  });

  it('makes one token though many ask at once: the others are told to try again, or get that one', async () => {
    const before = await count();
    const answers = await Promise.all(Array.from({ length: 8 }, () => keyed('race')));
    const made = await Promise.all(answers.filter(({ status }) => status === 201).map(async (answer) => ((await answer.json()) as Made).id));
    expect(new Set(made).size).toBe(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await problemOf(answer)).toMatchObject({ status: 409, code: 'request_in_flight' });
    }
    expect(await count()).toBe(before + 1);
  });

  it('is one caller’s own: the same key of another makes another token', async () => {
    const other = await issuer.holder({ roles: ['user', 'token_admin'] }, admin.secret);
    const [mine, theirs] = [await keyed('shared'), await keyed('shared', undefined, other.secret)];
    expect(((await mine.json()) as Made).id).not.toBe(((await theirs.json()) as Made).id);
  });

  it('keeps nothing of a request that failed', async () => {
    expect((await keyed('failed', { name: 'ci', role: 'emperor' })).status).toBe(400);
    expect((await keyed('failed')).status).toBe(201);
  });

  it.each(['revoked', 'expired'])('gives no secret of a token that is %s', async (end) => {
    const { id } = (await (await keyed(end)).json()) as Made;
    if (end === 'revoked') await issuer.revoke(id, admin.secret);
    else await issuer.dataSource.query(`update issuer.tokens set expires_at = now() - interval '1 s' where id = $1`, [id]);
    const problem = await problemOf(await keyed(end));
    expect(problem).toMatchObject({ status: 409, code: 'already_issued', detail: expect.stringContaining(id) });
    expect(problem.text).not.toContain('lka_');
  });

  it('forgets after a day, and what is forgotten is deleted', async () => {
    const first = (await (await keyed('old')).json()) as Made;
    await issuer.dataSource.query(`update issuer.idempotency_keys set created_at = created_at - interval '24 hours'`);
    expect(((await (await keyed('old')).json()) as Made).id).not.toBe(first.id);
    await issuer.dataSource.query(`update issuer.idempotency_keys set created_at = created_at - interval '24 hours'`);
    const later = (await (await keyed('young')).json()) as Made;
    await new ForgetAnswers(issuer.dataSource).execute(new Date(), new AbortController().signal);
    expect(await kept()).toEqual([expect.objectContaining({ token_id: later.id })]);
  });

  it('keeps the secret sealed: the database alone does not give it away (invariant 1)', async () => {
    const { access_token: secret } = (await (await keyed('sealed')).json()) as Made;
    const rows = await kept();
    expect(rows.length).toBeGreaterThan(0);
    for (const { sealed } of rows) expect(sealed?.includes(secret)).toBe(false);
  });

  it('serves a rotation, too', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    const rotate = () => issuer.act(id, 'rotate', admin.secret, { headers: { 'idempotency-key': 'rotate' } });
    const [first, second] = [await rotate(), await rotate()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await second.json()).toEqual(await first.json());
  });

  it.each(['', 'a b', 'k'.repeat(256)])('refuses the key "%s"', async (key) => {
    expect(await problemOf(await keyed(key))).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('refuses a key that holds a secret', async () => {
    expect(await problemOf(await keyed(mintToken()))).toMatchObject({ status: 422, code: 'contains_secret' });
  });
});
