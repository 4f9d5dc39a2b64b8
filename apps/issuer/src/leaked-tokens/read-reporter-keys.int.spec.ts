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
    ['an elsewhere, which could be inside our network', (response) => response.writeHead(302, { location: host.url }).end()],
    ['no JSON', (response) => response.end('<html>')],
    ['JSON of another shape', (response) => response.end('{"public_keys":{}}')],
    ['more than fits', (response) => response.end(`{"public_keys":[],"more":"${'x'.repeat(300_000)}"}`)],
    ['nothing in time', () => undefined],
    ['that they are the same, though it never had them', (response) => response.writeHead(304).end()],
  ])('fails where the host answers %s', async (_, answer) => {
    host.answer = answer;
    await expect(readerOf(host.url, 300)()).rejects.toThrow();
  });
});
