import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { OneConnection, question } from './one-connection.js';

let server: Server | undefined;
afterEach(() => void server?.close());

/** Answers each question with the next of these, in as many pieces; without any it hangs up. */
async function answering(...answers: string[][]): Promise<OneConnection> {
  server = createServer((socket) => {
    socket.setNoDelay().on('data', () => {
      const pieces = answers.shift();
      if (!pieces) return socket.destroy();
      for (const [turn, piece] of pieces.entries()) setTimeout(() => socket.write(piece), turn);
      return undefined;
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return OneConnection.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

it('a question has all that HTTP/1.1 asks for', () => {
  const asked = question('POST', '/verify', { authorization: 'Bearer x' }, { name: 'é' }).toString();
  expect(asked).toBe('POST /verify HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer x\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{"name":"é"}');
  expect(question('GET', '/', {}).toString()).toBe('GET / HTTP/1.1\r\nhost: bench\r\n\r\n');
});

it('an answer is whole, however it comes, and the next is another', async () => {
  const connection = await answering(['HTTP/1.1 200 OK\r\nContent-Le', 'ngth: 4\r\n\r\nab', 'cd'], ['HTTP/1.1 204 No Content\r\n\r\n']);
  expect(await connection.ask(question('GET', '/', {}))).toMatchObject({ status: 200, body: 'abcd' });
  expect(await connection.ask(question('GET', '/', {}))).toMatchObject({ status: 204, body: '' });
  connection.close();
});

it('a connection that ends says so to whoever waits', async () => {
  const connection = await answering();
  await expect(connection.ask(question('GET', '/', {}))).rejects.toThrow('the connection was closed');
});
