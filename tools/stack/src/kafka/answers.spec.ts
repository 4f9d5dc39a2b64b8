import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { answers, brokersIn, metadataRequest } from './answers.js';

const open: Server[] = [];
afterEach(() => open.splice(0).forEach((server) => server.close()));

async function serving(answer: Buffer[]): Promise<number> {
  const server = createServer((socket) => {
    socket.on('data', () => answer.forEach((part) => socket.write(part)));
    socket.on('error', () => undefined);
  });
  open.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** The head of a Metadata answer: its size, the correlation id, the number of brokers. */
const naming = (brokers: number): Buffer => Buffer.from([0, 0, 0, 8, 0, 0, 0, 7, 0, 0, 0, brokers]);

describe('a Metadata request', () => {
  it('is one of version 1 without topics', () => {
    expect(metadataRequest().toString('hex')).toBe('0000000e' + '0003' + '0001' + '00000007' + 'ffff' + '00000000');
  });
});

describe('brokersIn', () => {
  it('waits for the head of the answer', () => {
    expect(brokersIn(naming(3).subarray(0, 11))).toBeUndefined();
    expect(brokersIn(naming(3))).toBe(3);
  });
});

describe('answers', () => {
  it('is true once a broker is named, however the answer arrives', async () => {
    expect(await answers('127.0.0.1', await serving([naming(1).subarray(0, 5), naming(1).subarray(5)]))).toBe(true);
  });

  it('is false while the broker is not let in', async () => expect(await answers('127.0.0.1', await serving([naming(0)]))).toBe(false));

  it('is false where a port is open and nobody answers', async () => expect(await answers('127.0.0.1', await serving([]), 50)).toBe(false));

  it('is false where nothing listens', async () => {
    const port = await serving([]);
    await new Promise((resolve) => open.pop()?.close(resolve));
    expect(await answers('127.0.0.1', port)).toBe(false);
  });
});
