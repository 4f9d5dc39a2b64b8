import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { problemOf } from '../errors/problem.js';
import { RuntimeError } from '../errors/runtime-error.js';

/** Answers bytes that are not HTTP: no request exists yet, so this writes to the socket itself. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = randomUUID();
  const problem = new RuntimeError('invalid_request', { detail: 'This is not a valid HTTP request.' });
  const body = JSON.stringify(problemOf(problem, requestId));
  const head = [
    'HTTP/1.1 400 Bad Request',
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    `x-request-id: ${requestId}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
