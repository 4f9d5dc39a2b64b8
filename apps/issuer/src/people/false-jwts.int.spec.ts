import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestDatabase } from '@latchkey/testing';
import { exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import type { CryptoKey } from 'jose';
import { audience, TestIdentityProvider } from '../../test/identity-provider.js';
import { issuerDatabaseForTest, problemOf, TestIssuer } from '../../test/issuer.js';
import { maxJwtLength } from './people-of-providers.js';

let database: TestDatabase;
let issuer: TestIssuer;
let provider: TestIdentityProvider;
/** A provider as real as the other, of whom the issuer knows nothing. */
let foreign: TestIdentityProvider;

beforeAll(async () => {
  database = await issuerDatabaseForTest();
  issuer = await TestIssuer.start(database);
  const { customer_id: customer } = await issuer.customer();
  const people = { alice: { groups: 'admins' } };
  [provider, foreign] = [await TestIdentityProvider.start(people), await TestIdentityProvider.start(people)];
  await issuer.close();
  const file = provider.file({ customers: [customer], roles: { admins: ['token_admin'] } });
  await issuer.startAgain({ IDENTITY_PROVIDERS: file, UNKNOWN_CREDENTIALS_PER_MINUTE: '0' });
});
afterAll(async () => {
  await issuer.close();
  await Promise.all([provider.close(), foreign.close()]);
  await database.drop();
});

const list = (by: string) => issuer.call('/automation-tokens', { by });
const refusalOf = async (jwt: string) => problemOf(await list(jwt));
const invalid = (why: string) => ({
  status: 401,
  code: 'unauthorized',
  detail: `${why}.`,
  challenge: `Bearer realm="latchkey", error="invalid_token", error_description="${why}"`,
});
const groups = 'admins';
const sign = (claims: object, ...more: [header?: object, key?: CryptoKey]) => provider.sign({ groups, ...claims }, ...more);
const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** So that each refusal below is for the one thing that is wrong. */
it('the JWT that the provider issues is good, and so is one signed alike', async () => {
  expect((await list(await provider.signIn('alice'))).status).toBe(200);
  expect((await list(await sign({}))).status).toBe(200);
});

describe('whoever signs a JWT without the key of the provider', () => {
  it.each<[string, () => Promise<string>, string]>([
    ['by not signing at all (alg none)', async () => unsigned(), 'the JWT is signed by an algorithm that is not allowed'],
    ['by the public key, as a shared secret (confusion of algorithms)', byPublicKey, 'the JWT is signed by an algorithm that is not allowed'],
    ['by a key of its own under the name of the key', async () => sign({}, {}, await ownKey()), 'the signature of the JWT is wrong'],
    ['by a key of its own that the JWT brings along', async () => sign({}, { jwk: provider.publicKey(), kid: undefined }, await ownKey()), 'the signature of the JWT is wrong'],
    ['by a key at an address that the JWT names', async () => sign({}, { jku: `${foreign.url}/jwks`, kid: 'elsewhere' }, await ownKey()), keyUnknown()],
    ['by the key of another provider', async () => foreign.sign({ groups, iss: provider.url }), 'the signature of the JWT is wrong'],
    ['by leaving a good signature under other claims', otherClaims, 'the signature of the JWT is wrong'],
    ['by leaving the signature away', async () => (await sign({})).replace(/[^.]*$/, ''), 'the signature of the JWT is wrong'],
  ])('%s is refused', async (_, forge, why) => {
    expect(await refusalOf(await forge())).toMatchObject(invalid(why));
  });
});

describe('a JWT that the provider did sign, but not for this', () => {
  it.each<[string, () => Promise<string>, string]>([
    ['for another service (a JWT passed on by who received it)', () => sign({ aud: 'elsewhere' }), 'the JWT is for another audience'],
    ['for a service whose name only begins the same', () => sign({ aud: `${audience}2` }), 'the JWT is for another audience'],
    ['for nobody', () => sign({ aud: undefined }), 'the JWT is for another audience'],
    ['that has expired', () => sign({ exp: secondsFromNow(-31) }), 'the JWT has expired'],
    ['that never expires', () => sign({ exp: undefined }), 'the JWT does not say when it expires'],
    ['that expires at no time there is', () => sign({ exp: 'never' }), 'the JWT has a claim of the wrong form'],
    ['for later', () => sign({ nbf: secondsFromNow(60) }), 'the JWT is not valid yet'],
    ['from the future', () => sign({ iat: secondsFromNow(60) }), 'the JWT was issued in the future'],
    ['to end a session (a logout token)', () => sign({}, { typ: 'logout+jwt' }), 'the JWT is not for access'],
    ['of a type that is no text', () => sign({}, { typ: 7 }), 'the JWT is not for access'],
    ['with an extension that is not known', () => sign({}, { crit: ['exp'] }).catch(() => withCrit()), 'this is not a JWT that can be read'],
    ['without a subject', () => sign({ sub: undefined }), 'the JWT names no subject'],
  ])('is refused %s', async (_, make, why) => {
    expect(await refusalOf(await make())).toMatchObject(invalid(why));
  });

  it.each<[string, () => Promise<string>]>([
    ['it has just expired', () => sign({ exp: secondsFromNow(-20) })],
    ['it is valid in a moment', () => sign({ nbf: secondsFromNow(20), iat: secondsFromNow(20) })],
    ['one audience of several is ours', () => sign({ aud: ['elsewhere', audience] })],
    ['it is an ID token', () => sign({}, { typ: 'JWT' })],
  ])('is taken where %s', async (_, make) => {
    expect((await list(await make())).status).toBe(200);
  });
});

describe('the provider', () => {
  beforeEach(() => {
    foreign.asked.length = 0;
  });

  it.each<[string, () => Promise<string>]>([
    ['another one', () => foreign.signIn('alice')],
    ['one whose address only begins the same', () => sign({ iss: `${provider.url}/` })],
    ['one in capitals', () => sign({ iss: provider.url.toUpperCase() })],
    ['none', () => sign({ iss: undefined })],
    ['two', () => sign({ iss: [provider.url, foreign.url] })],
    ['what every object has', () => sign({ iss: 'constructor' })],
  ])('is never asked for at an address that the JWT gives, nor taken for %s (requests of an attacker’s choice)', async (_, make) => {
    const jwt = await make();
    foreign.asked.length = 0;
    expect(await refusalOf(jwt)).toMatchObject(invalid('the JWT is of no identity provider that is known here'));
    expect(foreign.asked).toEqual([]);
  });
});

describe('what only looks like a JWT', () => {
  it.each(['a.b.c', '..', 'e30.e30.e30', `${encoded({ alg: 'ES256' })}.${encoded([])}.AA`, `${encoded(null)}.${encoded({})}.AA`])('%s is refused', async (text) => {
    const { status, code } = await refusalOf(text);
    expect({ status, code }).toEqual({ status: 401, code: 'unauthorized' });
  });

  it('is refused unread where it is too long (work for nothing)', async () => {
    const padded = (length: number) => sign({ padding: 'x'.repeat(length) });
    expect((await list(await padded(maxJwtLength / 2))).status).toBe(200);
    expect(await refusalOf(await padded(maxJwtLength * 0.8))).toMatchObject(invalid('the JWT is too long'));
    expect(await refusalOf(await padded(maxJwtLength * 2))).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('is never echoed', async () => {
    const { text } = await refusalOf(await sign({ aud: 'marker', iss: provider.url }));
    expect(text).not.toContain('marker');
    expect((await refusalOf(`${encoded({ alg: 'marker' })}.${encoded({ iss: 'marker' })}.AA`)).text).not.toContain('marker');
  });
});

function unsigned(): string {
  return new UnsecuredJWT({ groups }).setIssuer(provider.url).setAudience(audience).setSubject('alice').setExpirationTime('5m').encode();
}

async function byPublicKey(): Promise<string> {
  const key = (await importJWK(provider.publicKey(), 'ES256', { extractable: true })) as CryptoKey;
  const claims = { groups, iss: provider.url, aud: audience, sub: 'alice', exp: secondsFromNow(300) };
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).sign(Buffer.from(await exportSPKI(key)));
}

async function ownKey(): Promise<CryptoKey> {
  return (await generateKeyPair('ES256')).privateKey;
}

function keyUnknown(): string {
  return 'the JWT is signed by a key that its provider does not have';
}

async function otherClaims(): Promise<string> {
  const [header, , signature] = (await sign({ groups: 'others' })).split('.');
  const claims = { groups, iss: provider.url, aud: audience, sub: 'alice', exp: secondsFromNow(300) };
  return [header, encoded(claims), signature].join('.');
}

async function withCrit(): Promise<string> {
  const [, payload, signature] = (await sign({})).split('.');
  return [encoded({ alg: 'ES256', kid: 'key-1', crit: ['unheard-of'], 'unheard-of': true }), payload, signature].join('.');
}
