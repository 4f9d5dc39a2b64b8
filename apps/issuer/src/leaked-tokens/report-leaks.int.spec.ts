import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestDatabase } from '@latchkey/testing';
import { digestToken, mintToken } from '@latchkey/tokens';
import { type Holder, issuerDatabaseForTest, problemOf, TestIssuer } from '../../test/issuer.js';
import { KeyServer, publicVector, reporterKey, signatureHeaders, signedBy } from '../../test/key-server.js';
import { changesIn, lastIn } from '../../test/outbox.js';
import type { LeakVerdict } from './leak-verdict.js';

const host = new KeyServer();
const key = reporterKey('ours');
let database: TestDatabase;
let issuer: TestIssuer;
let admin: Holder;

beforeAll(async () => {
  [database] = await Promise.all([issuerDatabaseForTest(), host.open()]);
  host.listed = [key, publicVector];
  issuer = await TestIssuer.start(database, { LEAK_REPORT_KEYS_URL: host.url });
  admin = await issuer.customer();
});
afterAll(async () => {
  await issuer.close();
  await host.close();
  await database.drop();
});

const match = (token: string, more: object = {}) => ({ token, type: 'latchkey_automation_token', url: 'https://github.com/a/b/blob/c/d', source: 'content', ...more });
const post = (body: string, headers: Record<string, string>, by?: string) => issuer.call('/leaked-tokens', { method: 'POST', headers, body, ...(by && { by }) });
const report = (...matches: object[]): Promise<Response> => {
  const body = JSON.stringify(matches);
  return post(body, signedBy(key, body));
};
const verdicts = async (response: Response): Promise<LeakVerdict[]> => {
  expect(response.status).toBe(200);
  return (await response.json()) as LeakVerdict[];
};
const labelsOf = async (response: Response): Promise<string[]> => (await verdicts(response)).map(({ label }) => label);
const statusOf = async (id: string): Promise<string> => (await issuer.get(id)).status;
const typesOf = async (id: string): Promise<string[]> => (await changesIn(issuer.dataSource, id)).map(({ type }) => type);
const metric = async (outcome: string): Promise<number> =>
  Number(new RegExp(`latchkey_leaks_reported_total\\{outcome="${outcome}"\\} (\\d+)`).exec(await (await issuer.call('/metrics')).text())?.[1] ?? 0);

describe('POST /leaked-tokens', () => {
  it('ends a token that was found, with all that it made, and tells where it was found', async () => {
    const leaked = await issuer.holder({ roles: ['engineer', 'token_admin'] }, admin.secret);
    const child = await issuer.holder({ roles: ['engineer', 'token_admin'] }, leaked.secret);
    const grandchild = await issuer.issue({}, child.secret);
    expect(await verdicts(await report(match(leaked.secret)))).toEqual([
      { token_hash: digestToken(leaked.secret), token_type: 'latchkey_automation_token', label: 'true_positive' },
    ]);
    expect(await Promise.all([leaked.id, child.id, grandchild.id, admin.id].map(statusOf))).toEqual(['revoked', 'revoked', 'revoked', 'active']);
    expect((await issuer.call('/automation-tokens', { by: leaked.secret })).status).toBe(401);
    expect((await typesOf(leaked.id)).slice(2)).toEqual(['token.state.v1', 'token.revoked.v1', 'token.leaked.v1']);
    expect(await lastIn(issuer.dataSource, leaked.id, 'token.revoked.v1')).toMatchObject({ reason: 'leaked' });
    expect(await lastIn(issuer.dataSource, child.id, 'token.revoked.v1')).toMatchObject({ reason: 'ancestor' });
    expect(await lastIn(issuer.dataSource, leaked.id, 'token.leaked.v1')).toMatchObject({
      token_id: leaked.id,
      actor: { kind: 'system', name: 'issuer' },
      ip: '127.0.0.1',
      found_in: 'content',
      url: 'https://github.com/a/b/blob/c/d',
      reporter: 'github',
    });
  });

  it('tells each place in which a token was found, and answers each match in its turn', async () => {
    const { id, secret } = await issuer.holder({}, admin.secret);
    const unknown = mintToken();
    const response = await report(match('junk'), match(secret), match(unknown), match(secret, { url: '', source: 'npm' }));
    expect((await verdicts(response)).map(({ token_hash: hash, label }) => [hash, label])).toEqual([
      [digestToken('junk'), 'false_positive'],
      [digestToken(secret), 'true_positive'],
      [digestToken(unknown), 'false_positive'],
      [digestToken(secret), 'true_positive'],
    ]);
    expect((await typesOf(id)).slice(3)).toEqual(['token.revoked.v1', 'token.leaked.v1', 'token.leaked.v1']);
    expect(await lastIn(issuer.dataSource, id, 'token.leaked.v1')).toMatchObject({ found_in: 'npm', url: null });
  });

  it('changes nothing where a report comes again, or of a token that is revoked: a replay is harmless', async () => {
    const { id, secret } = await issuer.holder({}, admin.secret);
    const body = JSON.stringify([match(secret)]);
    await Promise.all([1, 2, 3].map(() => post(body, signedBy(key, body))));
    expect(await labelsOf(await post(body, signedBy(key, body)))).toEqual(['true_positive']);
    expect((await typesOf(id)).slice(2)).toEqual(['token.state.v1', 'token.revoked.v1', 'token.leaked.v1']);
  });

  it('ends a token that is suspended or has expired as well, for good', async () => {
    const [suspended, expired] = await Promise.all([issuer.holder({}, admin.secret), issuer.holder({}, admin.secret)]);
    await issuer.act(suspended.id, 'suspend', admin.secret);
    await issuer.dataSource.query(`update issuer.tokens set expires_at = now() - interval '1 s' where id = $1`, [expired.id]);
    expect(await labelsOf(await report(match(suspended.secret), match(expired.secret)))).toEqual(['true_positive', 'true_positive']);
    expect(await Promise.all([suspended.id, expired.id].map(statusOf))).toEqual(['revoked', 'revoked']);
  });

  it('takes a thousand matches of up to 1 MiB, and counts what came of them', async () => {
    const { secret } = await issuer.holder({}, admin.secret);
    const [revoked, unknown] = await Promise.all([metric('revoked'), metric('unknown')]);
    const others = Array.from({ length: 999 }, () => match(mintToken(), { url: `https://github.com/${'x'.repeat(800)}` }));
    const labels = await labelsOf(await report(...others, match(secret)));
    expect([labels.length, labels.filter((label) => label === 'true_positive').length]).toEqual([1_000, 1]);
    expect(await Promise.all([metric('revoked'), metric('unknown')])).toEqual([revoked + 1, unknown + 999]);
    await report(match(secret));
    expect(await metric('already_revoked')).toBeGreaterThan(0);
  });

  it('neither logs nor stores nor repeats a token (invariant 1)', async () => {
    const { id, secret } = await issuer.holder({}, admin.secret);
    const texts = await Promise.all([
      report(match(secret, { url: `https://example.com/?key=${secret}`, source: secret, type: secret })),
      report(match(`see ${secret}`, { type: secret })),
      report({ token: secret }),
      post(`[${secret}`, signedBy(key, `[${secret}`)),
      post(JSON.stringify([match(secret)]), signatureHeaders(secret, secret)),
    ]).then((responses) => Promise.all(responses.map((response) => response.text())));
    const rows: unknown[] = await issuer.dataSource.query('select from issuer.outbox where strpos(value, $1) > 0', [secret]);
    expect(rows).toEqual([]);
    expect(await lastIn(issuer.dataSource, id, 'token.leaked.v1')).toMatchObject({ found_in: 'unknown', url: 'https://example.com/?key=lka_[redacted]' });
    expect(texts.join() + issuer.lines.join('')).not.toContain(secret);
  });
});

describe('a report that is not what it should be', () => {
  const live = async (): Promise<{ id: string; body: string }> => {
    const { id, secret } = await issuer.holder({}, admin.secret);
    return { id, body: JSON.stringify([match(secret)]) };
  };
  const bare = 'Bearer realm="latchkey"';

  it('is taken as the public example shows', async () => {
    const { body, id, signature } = publicVector;
    expect(await labelsOf(await post(body, signatureHeaders(id, signature)))).toEqual(['false_positive']);
    expect(await problemOf(await post(`${body} `, signatureHeaders(id, signature)))).toMatchObject({ status: 401, code: 'bad_signature' });
  });

  it('ends nothing where its signature does not hold: nobody can end tokens by a report of their own', async () => {
    const { id, body } = await live();
    const forged = signedBy(reporterKey('ours'), body);
    const moved = signedBy(key, body.replace('content', 'commit'));
    for (const headers of [forged, moved, { 'github-public-key-identifier': 'ours' }, signatureHeaders('ours', ''), signatureHeaders('ours', 'junk')]) {
      expect(await problemOf(await post(body, headers))).toMatchObject({ status: 401, code: 'bad_signature', challenge: bare });
    }
    expect(await statusOf(id)).toBe('active');
  });

  it('ends nothing where its key is not known, or none is named', async () => {
    const { id, body } = await live();
    for (const headers of [signedBy(reporterKey('other'), body), {}]) {
      expect(await problemOf(await post(body, headers))).toMatchObject({ status: 401, code: 'unknown_key', challenge: bare });
    }
    expect(await statusOf(id)).toBe('active');
  });

  it('is read only once its signature holds', async () => {
    expect(await problemOf(await post('junk', signatureHeaders('ours', 'junk')))).toMatchObject({ code: 'bad_signature' });
    expect(await problemOf(await post('junk', signedBy(key, 'junk')))).toMatchObject({ status: 400, code: 'invalid_json' });
    expect(await problemOf(await post('{}', signedBy(key, '{}')))).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('with a match that is no token, however long or empty, ends those that are all the same', async () => {
    const leaked = await issuer.holder({ roles: ['engineer'] }, admin.secret);
    const long = 'x'.repeat(20_000);
    const matches = [match(long), match(''), match(`${leaked.secret}0`), match(mintToken(), { type: long, url: `https://a.example/${long}`, source: long }), match(leaked.secret)];
    expect(await labelsOf(await report(...matches))).toEqual([...Array.from({ length: 4 }, () => 'false_positive'), 'true_positive']);
    expect(await statusOf(leaked.id)).toBe('revoked');
  });

  it('is not read at all where it is too large or no JSON', async () => {
    expect(await problemOf(await post('x'.repeat(1024 * 1024 + 1), {}))).toMatchObject({ status: 413, code: 'body_too_large' });
    expect(await problemOf(await post('[]', { 'content-type': 'text/plain' }))).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });
});

describe('a report of a caller', () => {
  const reportBy = (by: string, ...matches: object[]) => post(JSON.stringify(matches), {}, by);

  it('needs no signature, and reaches tokens of its own customer alone (invariant 9)', async () => {
    const [own, foreign] = await Promise.all([issuer.holder({}, admin.secret), issuer.customer()]);
    expect(await labelsOf(await reportBy(admin.secret, match(own.secret), match(foreign.secret), match(mintToken())))).toEqual(['true_positive', 'false_positive', 'false_positive']);
    expect(await Promise.all([own.id, foreign.id].map(statusOf))).toEqual(['revoked', 'active']);
    expect(await lastIn(issuer.dataSource, own.id, 'token.leaked.v1')).toMatchObject({ reporter: 'api', actor: { kind: 'token', token_id: admin.id } });
  });

  it('of the platform reaches every token', async () => {
    const { id, secret } = await issuer.holder({}, admin.secret);
    await reportBy(issuer.platform.secret, match(secret));
    expect(await statusOf(id)).toBe('revoked');
  });

  it('needs token:write, whatever signature comes with it', async () => {
    const { id, secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    const body = JSON.stringify([match(secret)]);
    expect(await problemOf(await post(body, signedBy(key, body), secret))).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect(await problemOf(await post(body, signedBy(key, body), mintToken()))).toMatchObject({ status: 401, code: 'unauthorized' });
    expect(await statusOf(id)).toBe('active');
  });
});

describe('where keys cannot be read', () => {
  it('a report waits for its sender to try again, and one of a caller is taken', async () => {
    await host.close();
    await issuer.close();
    await issuer.startAgain();
    const { secret } = await issuer.holder({}, admin.secret);
    const body = JSON.stringify([match(secret)]);
    const response = await post(body, signedBy(key, body));
    expect(response.headers.get('retry-after')).toBe('30');
    expect(await problemOf(response)).toMatchObject({ status: 503, code: 'leak_keys_unavailable' });
    await issuer.close();
    await issuer.startAgain({ LEAK_REPORT_KEYS_URL: '' });
    expect(await problemOf(await post(body, signedBy(key, body)))).toMatchObject({ status: 404, code: 'leak_reports_off' });
    expect(await labelsOf(await post(body, {}, admin.secret))).toEqual(['true_positive']);
  });
});
