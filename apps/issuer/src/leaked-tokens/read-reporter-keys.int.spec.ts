import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { KeyServer, reporterKey } from '../../test/key-server.js';
import { readerOf } from './read-reporter-keys.js';

const host = new KeyServer();
beforeAll(() => host.open());
afterAll(() => host.close());
beforeEach(() => {
  host.answer = undefined;
  host.listed = [reporterKey('a')];
  host.statuses.length = 0;
});

describe('reading the keys of a reporter', () => {
  it('asks only whether they changed, once it has them', async () => {
    const read = readerOf(host.url);
    expect([...((await read()) ?? [])].map(([id]) => id)).toEqual(['a']);
    expect(await read()).toBeUndefined();
    host.listed = [reporterKey('b')];
    expect([...((await read()) ?? [])].map(([id]) => id)).toEqual(['b']);
    expect(host.statuses).toEqual([200, 304, 200]);
  });

  it('leaves out a key that is none', async () => {
    host.listed = [{ id: 'junk', pem: 'junk' }, reporterKey('b')];
    expect([...((await readerOf(host.url)()) ?? [])].map(([id]) => id)).toEqual(['b']);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['an error', (response) => response.writeHead(500).end()],
    ['JSON of another shape', (response) => response.end('{"public_keys":{}}')],
    ['that they are the same, though it never had them', (response) => response.writeHead(304).end()],
  ])('fails where the host answers %s', async (_, answer) => {
    host.answer = answer;
    await expect(readerOf(host.url)()).rejects.toThrow();
  });

  it('takes no keys that it could not use for those that it has', async () => {
    const read = readerOf(host.url);
    host.answer = (response) => response.writeHead(200, { etag: '"a"' }).end('{"public_keys":{}}');
    await expect(read()).rejects.toThrow();
    host.answer = undefined;
    expect([...((await read()) ?? [])].map(([id]) => id)).toEqual(['a']);
  });
});
