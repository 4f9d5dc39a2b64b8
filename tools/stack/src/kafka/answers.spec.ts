import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { answers, coordinatorRequest, metadataRequest } from './answers.js';

const open: Server[] = [];
afterEach(() => open.splice(0).forEach((server) => server.close()));

interface Broker {
  readonly brokers: number;
  readonly coordinatorError?: number;
  /** Sends every answer byte by byte. */
  readonly slowly?: boolean;
}

/** Answers as a broker does, as far as anybody reads it: size, correlation id, then the number of brokers, or throttle time and error code. */
async function serving(broker: Broker | undefined): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (request) => {
      if (!broker) return;
      const body = request.readInt16BE(4) === 3 ? [0, 0, 0, broker.brokers] : [0, 0, 0, 0, 0, broker.coordinatorError ?? 0];
      const answer = Buffer.from([0, 0, 0, 4 + body.length, 0, 0, 0, 1, ...body]);
      for (const part of broker.slowly ? [...answer].map((byte) => Buffer.of(byte)) : [answer]) socket.write(part);
    });
  });
  open.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('requests of Kafka’s protocol', () => {
  it('ask about no topic', () => expect(metadataRequest().toString('hex')).toBe('0000000e' + '0003' + '0001' + '00000001' + 'ffff' + '00000000'));

  it('ask for a coordinator', () => {
    expect(coordinatorRequest('ab', 1).toString('hex')).toBe('0000000f' + '000a' + '0001' + '00000001' + 'ffff' + '0002' + '6162' + '01');
  });
});

describe('answers', () => {
  it('is true once a broker and its coordinators are there, however their answers arrive', async () => {
    expect(await answers('127.0.0.1', await serving({ brokers: 1 }))).toBe(true);
    expect(await answers('127.0.0.1', await serving({ brokers: 1, slowly: true }))).toBe(true);
  });

  it.each<[string, Broker | undefined]>([
    ['the broker is not let in', { brokers: 0 }],
    ['a coordinator is not available', { brokers: 1, coordinatorError: 15 }],
    ['a port is open and nobody answers', undefined],
  ])('is false while %s', async (_, broker) => expect(await answers('127.0.0.1', await serving(broker), 50)).toBe(false));

  it('is false where nothing listens', async () => {
    const port = await serving(undefined);
    await new Promise((resolve) => open.pop()?.close(resolve));
    expect(await answers('127.0.0.1', port)).toBe(false);
  });
});
