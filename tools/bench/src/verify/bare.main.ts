import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digestToken } from '@latchkey/tokens';
import { fastify } from 'fastify';
import { readDigests } from './presented-tokens.js';

/** The least that could answer either question: a digest and a look-up among as many tokens, by Fastify or by node:http. Writes its port. */
const [kind = '', file = '', tokens = ''] = process.argv.slice(2);
const known = await readDigests(file, Number(tokens));
const isKnown = (secret: string): boolean => known.has(digestToken(secret));
const bearer = (header = ''): string => header.slice('Bearer '.length);
const tokenIn = (body: unknown): string => (body as { token: string }).token;

async function fastifyPort(): Promise<number> {
  const server = fastify({ logger: false });
  server.get('/auth-request', (request, reply) => reply.status(isKnown(bearer(request.headers.authorization)) ? 200 : 401).send());
  server.post('/verify', (request, reply) => reply.send({ active: isKnown(tokenIn(request.body)) }));
  await server.listen({ port: 0, host: '127.0.0.1' });
  return (server.server.address() as AddressInfo).port;
}

async function httpPort(): Promise<number> {
  const server = createServer((request, response) => {
    if (request.method === 'GET') response.writeHead(isKnown(bearer(request.headers.authorization)) ? 200 : 401, { 'content-length': 0 }).end();
    else answerPost(request, response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

function answerPost(request: IncomingMessage, response: ServerResponse): void {
  let text = '';
  request.setEncoding('utf8').on('data', (part: string) => (text += part));
  request.on('end', () => {
    const body = JSON.stringify({ active: isKnown(tokenIn(JSON.parse(text))) });
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length }).end(body);
  });
}

process.stdout.write(`${JSON.stringify({ port: await (kind === 'fastify' ? fastifyPort() : httpPort()) })}\n`);
