import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { Violations } from '../violations.js';
import { type Backend, ReadyFront } from './ready-front.js';

const servers: Server[] = [];
let front: ReadyFront;
afterEach(async () => {
  await front.close();
  for (const server of servers.splice(0)) server.close();
});

interface TestBackend extends Backend {
  ready: boolean;
}

async function backend(name: string): Promise<TestBackend> {
  const server = createServer((_, response) => response.writeHead(200, { connection: 'close' }).end(name)).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const self: TestBackend = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready: true,
    isReady: async () => self.ready,
  };
  return self;
}
const ask = async (): Promise<string> => (await fetch(front.url)).text();

it('shares connections among the instances that are ready, and leaves out those that are not', async () => {
  const [a, b] = [await backend('a'), await backend('b')];
  front = await new ReadyFront([a, b], new Violations()).open();
  await eventually(async () => expect(new Set([await ask(), await ask()])).toEqual(new Set(['a', 'b'])));
  a.ready = false;
  await eventually(async () => expect([await ask(), await ask(), await ask()]).toEqual(['b', 'b', 'b']));
  b.ready = false;
  await eventually(async () => {
    await expect(ask()).rejects.toThrow();
  });
});
