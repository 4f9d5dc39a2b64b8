import { createServer } from 'node:http';
import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestIdentityProvider } from '../../test/identity-provider.js';
import { fetchJson } from './fetch-json.js';
import { readKeys } from './read-keys.js';

let provider: TestIdentityProvider;
let hostile: Server;
let url: string;
let asked: string[];
let answers: Record<string, RequestListener>;

beforeAll(async () => {
  provider = await TestIdentityProvider.start({});
  hostile = createServer((request, response) => {
    asked.push(request.url ?? '');
    answers[request.url ?? '']?.(request, response);
  });
  await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await provider.close();
  await new Promise<void>((resolve) => {
    hostile.close(() => resolve());
    hostile.closeAllConnections();
  });
});
beforeEach(() => {
  [asked, answers] = [[], {}];
});

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
    answers = { [discovery]: json({ issuer: url, jwks_uri: `${url}/keys` }), '/keys': json({ keys: [{ kty: 'oct', k: 'AAAA' }, { kty: 'new' }, 'text', null, good] }) };
    expect(await readHostile()).toEqual({ keys: [good] });
  });

  it.each<[string, () => unknown, string]>([
    ['of another issuer (a provider that passes another one off as itself)', () => ({ issuer: provider.url, jwks_uri: `${provider.url}/jwks` }), 'the configuration is of another identity provider'],
    ['whose issuer only looks the same', () => ({ issuer: `${url}/`, jwks_uri: `${url}/keys` }), 'the configuration is of another identity provider'],
    ['with keys over plain http from elsewhere', () => ({ issuer: url, jwks_uri: 'http://keys.example.com/' }), 'answered no configuration'],
    ['with keys in a file of ours', () => ({ issuer: url, jwks_uri: 'file:///etc/passwd' }), 'answered no configuration'],
    ['without an address of keys', () => ({ issuer: url }), 'answered no configuration'],
  ])('are not read by a configuration %s', async (_, configuration, why) => {
    answers = { [discovery]: json(configuration()) };
    await expect(readHostile()).rejects.toThrow(why);
    expect(asked).toEqual([discovery]);
  });

  it.each([['an array', []], ['no keys', {}], ['keys that are no list', { keys: {} }], ['null', null]])('are not %s', async (_, answer) => {
    answers = { [discovery]: json({ issuer: url, jwks_uri: `${url}/keys` }), '/keys': json(answer) };
    await expect(readHostile()).rejects.toThrow('answered no key set');
  });
});

describe('what a provider answers', () => {
  it('is not looked for elsewhere (a redirect into our own network)', async () => {
    answers = { '/': (_, response) => response.writeHead(302, { location: `${url}/inside` }).end(), '/inside': json({}) };
    await expect(fetchJson(`${url}/`)).rejects.toThrow('answered 302');
    expect(asked).toEqual(['/']);
  });

  it.each<[string, RequestListener]>([
    ['in one piece', (_, response) => response.end(`"${'x'.repeat(300_000)}"`)],
    ['without end', (_, response) => endless(response)],
    ['compressed to little (a bomb)', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000, 32)))],
  ])('is not read beyond its bound, %s (memory used up)', async (_, answer) => {
    answers = { '/': answer };
    await expect(fetchJson(`${url}/`)).rejects.toThrow('answered more than is read');
  });

  it('is not waited for longer than its time (requests piling up)', async () => {
    answers = { '/': (_, response) => void response.write('{') };
    await expect(fetchJson(`${url}/`, 100)).rejects.toThrow(/timeout/);
  });

  it.each([['an error', 500, '{}', 'answered 500'], ['no JSON', 200, '<html>marker</html>', 'answered no JSON']])('is not taken where it is %s', async (_, status, text, why) => {
    answers = { '/': (_request, response) => response.writeHead(status).end(text) };
    const failure = fetchJson(`${url}/`);
    await expect(failure).rejects.toThrow(why);
    await expect(failure).rejects.not.toThrow('marker');
  });
});

function endless(response: ServerResponse): void {
  if (response.destroyed) return;
  response.write('x'.repeat(50_000));
  setImmediate(endless, response);
}
