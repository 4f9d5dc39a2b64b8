import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ScriptedHost } from '../../test/http-host.js';
import { TestIdentityProvider } from '../../test/identity-provider.js';
import { readKeys } from './read-keys.js';

const hostile = new ScriptedHost();
let provider: TestIdentityProvider;
let url: string;

beforeAll(async () => {
  [provider] = await Promise.all([TestIdentityProvider.start({}), hostile.open()]);
  url = hostile.url;
});
afterAll(() => Promise.all([provider.close(), hostile.close()]));
beforeEach(() => hostile.reset());

const json = (value: unknown): RequestListener => (_, response) => response.end(JSON.stringify(value));
const discovery = '/.well-known/openid-configuration';
const readHostile = () => readKeys({ issuer: url });

describe('the keys of a provider', () => {
  it('are found by discovery', async () => {
    expect(await readKeys({ issuer: provider.url })).toEqual({ keys: [provider.publicKey()] });
  });

  it('are found at a configured address, without discovery', async () => {
    provider.asked.length = 0;
    expect(await readKeys({ issuer: 'https://id.example.com', jwks_uri: `${provider.url}/jwks` })).toEqual({ keys: [provider.publicKey()] });
    expect(provider.asked).toEqual(['/jwks']);
  });

  it('leave out what cannot be used, and hold the rest', async () => {
    const good = provider.publicKey();
    hostile.answers = { [discovery]: json({ issuer: url, jwks_uri: `${url}/keys` }), '/keys': json({ keys: [{ kty: 'oct', k: 'AAAA' }, { kty: 'new' }, 'text', null, good] }) };
    expect(await readHostile()).toEqual({ keys: [good] });
  });

  it.each<[string, () => unknown, string]>([
    ['of another issuer (a provider that passes another one off as itself)', () => ({ issuer: provider.url, jwks_uri: `${provider.url}/jwks` }), 'the configuration is of another identity provider'],
    ['whose issuer only looks the same', () => ({ issuer: `${url}/`, jwks_uri: `${url}/keys` }), 'the configuration is of another identity provider'],
    ['with keys over plain http from elsewhere', () => ({ issuer: url, jwks_uri: 'http://keys.example.com/' }), 'answered no configuration'],
    ['with keys in a file of ours', () => ({ issuer: url, jwks_uri: 'file:///etc/passwd' }), 'answered no configuration'],
    ['without an address of keys', () => ({ issuer: url }), 'answered no configuration'],
  ])('are not read by a configuration %s', async (_, configuration, why) => {
    hostile.answers = { [discovery]: json(configuration()) };
    await expect(readHostile()).rejects.toThrow(why);
    expect(hostile.asked).toEqual([discovery]);
  });

  it.each([['an array', []], ['no keys', {}], ['keys that are no list', { keys: {} }], ['null', null]])('are not %s', async (_, answer) => {
    hostile.answers = { [discovery]: json({ issuer: url, jwks_uri: `${url}/keys` }), '/keys': json(answer) };
    await expect(readHostile()).rejects.toThrow('answered no key set');
  });
});
