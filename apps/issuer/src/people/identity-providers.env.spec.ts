import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readEnv } from '@latchkey/runtime';
import { issuerEnv } from '../issuer.env.js';
import { identityProvider } from './identity-provider.js';

const folder = mkdtempSync(join(tmpdir(), 'identity-providers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const customer = '0197f3c2a4b5c6d7e8f901';
const provider = { name: 'staff', issuer: 'https://id.example.com', audience: 'latchkey', customers: [customer], role_claim: 'groups', roles: { admins: ['token_admin'] } };
const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits });
const publicKey = rsa(2048).publicKey.export({ format: 'jwk' });

function read(text: string, more: Record<string, string> = {}): ReturnType<typeof readEnv<unknown>> {
  const file = join(folder, 'providers.json');
  writeFileSync(file, text);
  const needed = { DATABASE_URL: 'postgres://latchkey@localhost/latchkey', KAFKA_BROKERS: 'localhost:9092' };
  return readEnv<unknown>(issuerEnv, { ...needed, IDENTITY_PROVIDERS: file, ...more });
}
const readProvider = (change: object) => read(JSON.stringify({ providers: [{ ...provider, ...change }] }));
const linesOf = (result: ReturnType<typeof read>): readonly string[] => (result.ok ? [] : result.lines);
const providersIn = (result: ReturnType<typeof read>): unknown => (result.ok ? (result.env as { IDENTITY_PROVIDERS: unknown }).IDENTITY_PROVIDERS : result.lines);

describe('the identity providers of a deployment', () => {
  it('are none unless a file names some', () => {
    expect(providersIn(read('', { IDENTITY_PROVIDERS: '' }))).toEqual([]);
  });

  it('have safe defaults', () => {
    const defaults = { algorithms: ['RS256', 'ES256', 'EdDSA'], leeway_seconds: 30, name_claim: 'email' };
    expect(providersIn(readProvider({}))).toEqual([{ ...provider, ...defaults }]);
  });

  it.each([
    ['keys of their own', { jwks: { keys: [publicKey] } }],
    ['an address of their keys', { jwks_uri: 'https://id.example.com/keys?v=1' }],
    ['http on a loopback address', { issuer: 'http://127.0.0.1:8080', jwks_uri: 'http://[::1]/keys' }],
    ['several audiences', { audience: ['latchkey', 'other'] }],
    ['several customers that a claim tells apart', { customers: [customer, 'B'.repeat(22)], customer_claim: 'org' }],
  ])('may have %s', (_, change) => {
    expect(providersIn(readProvider(change))).toEqual([expect.objectContaining(change)]);
  });

  it.each<[string, object, string]>([
    ['keys over plain http (a network that swaps them)', { jwks_uri: 'http://id.example.com/marker' }, 'providers.0.jwks_uri: expected an https URL'],
    ['an issuer over plain http', { issuer: 'http://marker.example.com' }, 'providers.0.issuer: expected an https URL'],
    ['an issuer that is no URL', { issuer: 'marker' }, 'providers.0.issuer: expected an https URL'],
    ['credentials in a URL', { issuer: 'https://marker:marker@id.example.com' }, 'providers.0.issuer: expected an https URL'],
    ['http on a name that only begins like a loopback one', { issuer: 'http://localhost.marker.example' }, 'providers.0.issuer: expected an https URL'],
    ['no signature at all', { algorithms: ['none'] }, 'providers.0.algorithms.0: expected one of'],
    ['a shared secret as signature', { algorithms: ['RS256', 'HS256'] }, 'providers.0.algorithms.1: expected one of'],
    ['a shared secret as key', { jwks: { keys: [{ kty: 'oct', k: 'marker' }] } }, 'providers.0.jwks.keys.0: is no public key'],
    ['a private key', { jwks: { keys: [rsa(2048).privateKey.export({ format: 'jwk' })] } }, 'providers.0.jwks.keys.0: is no public key'],
    ['a key short enough to be broken', { jwks: { keys: [rsa(1024).publicKey.export({ format: 'jwk' })] } }, 'providers.0.jwks.keys.0: is no public key'],
    ['keys from two places', { jwks: { keys: [publicKey] }, jwks_uri: 'https://id.example.com/keys' }, 'providers.0: has both jwks and jwks_uri'],
    ['no audience (a JWT for any other service)', { audience: [] }, 'providers.0.audience: expected a count of at least 1'],
    ['no customer', { customers: [] }, 'providers.0.customers: expected a count of at least 1'],
    ['several customers and no claim', { customers: [customer, 'B'.repeat(22)] }, 'providers.0: needs customer_claim'],
    ['a role that there is not', { roles: { marker: ['marker'] } }, 'providers.0.roles: names a role that is not in the catalogue'],
    ['a role that only every object has', { roles: { admins: ['constructor'] } }, 'providers.0.roles: names a role that is not in the catalogue'],
    ['a claim value without roles', { roles: { marker: [] } }, 'providers.0.roles: expected a count of at least 1'],
    ['a field that is not known', { marker: 'marker' }, 'providers.0: has a field that is not known'],
    ['too wide a leeway', { leeway_seconds: 86_400 }, 'providers.0.leeway_seconds: expected at most 300'],
  ])('are refused with %s', (_, change, why) => {
    const lines = linesOf(readProvider(change));
    expect(lines).toEqual([expect.stringContaining(`IDENTITY_PROVIDERS: cannot be used: ${why}`)]);
    expect(lines.join('')).not.toContain('marker');
  });

  it.each([
    ['the same issuer twice', [provider, { ...provider, name: 'other' }], 'has an issuer twice'],
    ['the same name twice', [provider, { ...provider, issuer: 'https://other.example.com' }], 'has a name twice'],
  ])('are refused with %s', (_, providers, why) => {
    expect(linesOf(read(JSON.stringify({ providers })))).toEqual([expect.stringContaining(`cannot be used: providers: ${why}`)]);
  });

  it('are refused in a file that cannot be read or is not JSON', () => {
    expect(linesOf(read('', { IDENTITY_PROVIDERS: '/there/is/no/marker' }))).toEqual([expect.stringMatching(/^IDENTITY_PROVIDERS: cannot be used: it cannot be read \(/)]);
    expect(linesOf(read('{"marker'))).toEqual([expect.stringMatching(/^IDENTITY_PROVIDERS: cannot be used: it is not JSON \(/)]);
  });

  it('may give roles of the deployment', () => {
    const catalogue = join(folder, 'catalogue.json');
    writeFileSync(catalogue, '{"permissions": ["shop:buy"], "roles": {"buyer": ["shop:buy"]}}');
    const text = JSON.stringify({ providers: [{ ...provider, roles: { shoppers: ['buyer'] } }] });
    expect(providersIn(read(text, { CATALOGUE: catalogue }))).toEqual([expect.objectContaining({ roles: { shoppers: ['buyer'] } })]);
  });
});

describe('docs/guides/people.md', () => {
  const guide = readFileSync(new URL('../../../../docs/guides/people.md', import.meta.url), 'utf8');

  it('shows a file that works', () => {
    const example = /```json\n([^`]*)```/.exec(guide)?.[1] ?? '';
    expect(providersIn(read(example))).toEqual([expect.objectContaining({ name: 'staff' })]);
  });

  it.each(Object.keys(identityProvider.shape))('explains `%s`', (field) => {
    expect(guide).toMatch(new RegExp(`^\\|[^|]*\`${field}\`[^|]*\\|`, 'm'));
  });
});
