import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

export interface HostileServer {
  readonly port: number;
  close(): Promise<unknown>;
}

/** Takes connections and, once it has heard something, says what it is told to; without that, nothing ever. */
export async function rawServer(say?: string): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    if (say !== undefined) socket.once('data', () => socket.end(say));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = (): Promise<unknown> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** Listens in a thread that sleeps. Its queue of two is full once some connections wait, so that a further one is not even refused. */
export async function fullServer(): Promise<HostileServer> {
  const sleeping = `
    const { createServer } = require('node:net');
    const { parentPort } = require('node:worker_threads');
    const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
    });`;
  const worker = new Worker(sleeping, { eval: true });
  const [port] = (await once(worker, 'message')) as [number];
  const waiting = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  const close = (): Promise<unknown> => {
    for (const socket of waiting) socket.destroy();
    return worker.terminate();
  };
  return { port, close };
}
