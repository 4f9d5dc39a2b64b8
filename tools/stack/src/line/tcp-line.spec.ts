import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { TcpLine } from './tcp-line.js';

let echo: Server;
let line: TcpLine;
const served: Socket[] = [];
const clients: Socket[] = [];

beforeEach(async () => {
  echo = createServer((socket) => {
    served.push(socket);
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  line = await new TcpLine(() => ({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port })).open();
});
afterEach(async () => {
  await line.cut();
  for (const socket of [...served.splice(0), ...clients.splice(0)]) socket.destroy();
  await new Promise((resolve) => echo.close(resolve));
});

/** A connection over the line, and what it has heard. */
async function call(): Promise<{ socket: Socket; heard: () => string; ended: Promise<unknown> }> {
  const socket = connect(line.port, '127.0.0.1');
  clients.push(socket);
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  const ended = new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
  await once(socket, 'connect');
  return { socket, heard: () => text, ended };
}

describe('a line', () => {
  it('hands over what is said, in its order, and that one side has ended', async () => {
    const { socket, heard } = await call();
    const long = Array.from({ length: 200_000 }, (_, n) => `${n},`).join('');
    socket.write(long);
    await eventually(() => expect(heard()).toBe(long));
    socket.end();
    await eventually(() => expect(served[0]?.destroyed).toBe(true));
  });

  it('that is cut ends its connections, refuses others, and takes them at the same port once it is open again', async () => {
    const { ended } = await call();
    const { port } = line;
    await line.cut();
    expect(await ended).toMatchObject({ code: 'ECONNRESET' });
    await expect(call()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await line.open();
    expect(line.port).toBe(port);
    const { socket, heard } = await call();
    socket.write('again');
    await eventually(() => expect(heard()).toBe('again'));
  });

  it('that falls silent lets nothing through, neither words nor an end, until it is heard again', async () => {
    const [before, leaving] = [await call(), await call()];
    await eventually(() => expect(served).toHaveLength(2));
    line.fallSilent();
    const during = await call();
    before.socket.write('one');
    during.socket.write('two');
    leaving.socket.end('three');
    await eventually(() => expect(served).toHaveLength(3));
    expect([before.heard(), during.heard(), served.map(({ bytesRead, destroyed }) => [bytesRead, destroyed])]).toEqual(['', '', [[0, false], [0, false], [0, false]]]);
    line.hear();
    await eventually(() => expect([before.heard(), during.heard(), served[1]?.bytesRead]).toEqual(['one', 'two', 5]));
    await eventually(() => expect(served[1]?.destroyed).toBe(true));
  });

  it('that is slow delivers everything, each so much later', async () => {
    const { socket, heard } = await call();
    line.slowBy(60);
    const since = performance.now();
    for (const word of ['a', 'b', 'c']) socket.write(word);
    await eventually(() => expect(heard()).toBe('abc'));
    expect(performance.now() - since).toBeGreaterThanOrEqual(119);
    line.slowBy(0);
    socket.write('d');
    await eventually(() => expect(heard()).toBe('abcd'));
  });

  it('that goes dead keeps the connections that stand from hearing anything, and serves new ones', async () => {
    const { socket, heard } = await call();
    await eventually(() => expect(served).toHaveLength(1));
    line.goDead();
    socket.end('lost');
    const next = await call();
    next.socket.write('found');
    await eventually(() => expect(next.heard()).toBe('found'));
    expect([heard(), served[0]?.bytesRead, served[0]?.destroyed]).toEqual(['', 0, false]);
  });
});
