import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { kafkaBrokers } from '@latchkey/testing';
import { Connections } from './connections.js';
import { KafkaClient } from './kafka-client.js';

const taken: Socket[] = [];
/** Takes connections as a frozen broker does: the system answers for it, and nobody reads. */
let frozen: Server;
let address: string;
beforeEach(async () => {
  frozen = createServer((socket) => void taken.push(socket));
  await new Promise<void>((resolve) => frozen.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(frozen.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const socket of taken.splice(0)) socket.destroy();
  await new Promise((resolve) => frozen.close(resolve));
});

const open = (connections: Connections): Socket => {
  const [host = '', port] = address.split(':');
  return connections.socketFactory({ host, port: Number(port), ssl: undefined as never, onConnect: () => undefined });
};

describe('connections', () => {
  it('to a broker that was given up end, and new ones are refused, until it may be back', async () => {
    let now = 0;
    const connections = new Connections(() => now);
    const before = open(connections);
    await once(before, 'connect');
    connections.giveUp(address);
    expect(await once(before, 'error')).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(await once(open(connections), 'error')).toMatchObject([{ code: 'ECONNREFUSED' }]);
    now = 5_000;
    const after = open(connections);
    await once(after, 'connect');
    after.destroy();
  });

  it('are first made to brokers that were not given up', () => {
    let now = 0;
    const connections = new Connections(() => now);
    connections.giveUp('b:1');
    const firsts = (): Set<string | undefined> => new Set(Array.from({ length: 200 }, () => connections.inOrder(['a:1', 'b:1', 'c:1'])[0]));
    expect(connections.inOrder(['a:1', 'b:1', 'c:1'])[2]).toBe('b:1');
    expect(firsts()).toEqual(new Set(['a:1', 'c:1']));
    now = 5_000;
    expect(firsts()).toEqual(new Set(['a:1', 'b:1', 'c:1']));
  });
});

describe('a client', () => {
  it('of whose brokers one takes connections and answers nothing works with the others', async () => {
    const client = new KafkaClient({ brokers: [address, ...kafkaBrokers()], clientId: 'test', topicPrefix: 'test.', requestTimeoutMs: 1_000 });
    for (let time = 0; time < 20; time += 1) expect(await client.clusterId()).toEqual(expect.any(String));
    expect(taken.length).toBeGreaterThan(0);
  });
});
