import type { RequestListener, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ScriptedHost } from '../../test/http-host.js';
import { fetchJson } from './fetch-json.js';

const host = new ScriptedHost();
beforeAll(() => host.open());
afterAll(() => host.close());
beforeEach(() => host.reset());

describe('what a host answers', () => {
  it('is read with its ETag, and only told to be the same while it is', async () => {
    host.answers = { '/': ({ headers }, response) => response.writeHead(headers['if-none-match'] === '"1"' ? 304 : 200, { etag: '"1"' }).end(headers['if-none-match'] === '"1"' ? '' : '{}') };
    expect(await fetchJson(`${host.url}/`)).toEqual({ json: {}, etag: '"1"' });
    expect(await fetchJson(`${host.url}/`, { etag: '"1"' })).toBeUndefined();
    expect(await fetchJson(`${host.url}/`, { etag: '"0"' })).toEqual({ json: {}, etag: '"1"' });
  });

  it('cannot be the same as what was never read', async () => {
    host.answers = { '/': (_, response) => response.writeHead(304).end() };
    await expect(fetchJson(`${host.url}/`)).rejects.toThrow('answered 304');
  });

  it('is not looked for elsewhere (a redirect into our own network)', async () => {
    host.answers = { '/': (_, response) => response.writeHead(302, { location: `${host.url}/inside` }).end(), '/inside': (_, response) => response.end('{}') };
    await expect(fetchJson(`${host.url}/`)).rejects.toThrow('answered 302');
    expect(host.asked).toEqual(['/']);
  });

  it.each<[string, RequestListener]>([
    ['in one piece', (_, response) => response.end(`"${'x'.repeat(300_000)}"`)],
    ['without end', (_, response) => endless(response)],
    ['compressed to little (a bomb)', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000, 32)))],
  ])('is not read beyond its bound, %s (memory used up)', async (_, answer) => {
    host.answers = { '/': answer };
    await expect(fetchJson(`${host.url}/`)).rejects.toThrow('answered more than is read');
  });

  it.each<[string, RequestListener]>([
    ['an end', (_, response) => void response.write('{')],
    ['a beginning', () => undefined],
  ])('is not waited for longer than its time, without %s (requests piling up)', async (_, answer) => {
    host.answers = { '/': answer };
    await expect(fetchJson(`${host.url}/`, { timeoutMs: 100 })).rejects.toThrow(/timeout/);
  });

  it.each([['an error', 500, '{}', 'answered 500'], ['no JSON', 200, '<html>marker</html>', 'answered no JSON']])('is not taken where it is %s', async (_, status, text, why) => {
    host.answers = { '/': (_request, response) => response.writeHead(status).end(text) };
    const failure = fetchJson(`${host.url}/`);
    await expect(failure).rejects.toThrow(why);
    await expect(failure).rejects.not.toThrow('marker');
  });
});

function endless(response: ServerResponse): void {
  if (response.destroyed) return;
  response.write('x'.repeat(50_000));
  setImmediate(endless, response);
}
