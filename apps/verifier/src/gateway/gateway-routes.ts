import { type IncomingMessage, METHODS } from 'node:http';
import type { Socket } from 'node:net';
import { requestIdOf } from '@latchkey/runtime';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Decision, GatewayMode } from './decision.js';
import { gatewayAnswer } from './gateway-answer.js';
import { type OriginalRequest, originalRequest } from './original-request.js';

export interface Answered {
  readonly mode: GatewayMode;
  readonly decision: Decision;
  readonly status: number;
  readonly method: string;
  readonly requestId: string;
  readonly durationMs: number;
}

export interface GatewayRoutesOptions {
  readonly expiryNoticeDays: number;
  /** Throws nothing that a caller could cause; whatever it throws refuses the request. */
  decide(asking: IncomingMessage, original: OriginalRequest | undefined): Decision;
  draining(): boolean;
  answered(told: Answered): void;
  failed(error: unknown, requestId: string): void;
  /** Bytes that were no request, or one with too much in its head. */
  broken(): void;
}

const envoyPrefix = '/ext-authz';
/** A gateway sends some 2 KiB; whatever is longer is cut off before anything looks at it. */
const maxHeaderBytes = 16 * 1024;
const noRequest = 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\ncache-control: no-store\r\nx-latchkey-error: invalid_request\r\nconnection: close\r\n\r\n';

/**
 * The routes that gateways ask at, on a Fastify of their own. Each request is answered before its body would be read; what is under `/ext-authz` never meets the
 * router, which would decode the path and refuse some methods.
 */
export function gatewayRoutes(options: GatewayRoutesOptions): FastifyInstance {
  const server = fastify({
    logger: false,
    http: { maxHeaderSize: maxHeaderBytes },
    requestTimeout: 10_000,
    genReqId: requestIdOf,
    requestIdHeader: false,
    exposeHeadRoutes: false,
    rewriteUrl: ({ url = '' }) => (url.startsWith(envoyPrefix) ? envoyPrefix : url),
    clientErrorHandler: (error, socket) => refuseBroken(error, socket, options),
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => notFound(request, reply),
  });
  for (const method of METHODS) if (!server.supportedMethods.includes(method)) server.addHttpMethod(method);
  server.setNotFoundHandler(notFound);
  server.setErrorHandler((error, request, reply) => {
    options.failed(error, request.id);
    return reply.status(403).headers({ 'x-latchkey-error': 'internal' }).send();
  });
  const route = (url: string, mode: GatewayMode, original: (request: FastifyRequest) => OriginalRequest | undefined): void => {
    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => respond(mode, original(request), { request, reply, options });
    server.route({ method: server.supportedMethods, url, onRequest: answer, handler: answer });
  };
  route('/auth-request', 'auth_request', ({ headers }) => originalRequest(headers));
  route(envoyPrefix, 'ext_authz', ({ method, originalUrl }) => ({ method, target: originalUrl.slice(envoyPrefix.length) }));
  return server;
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly options: GatewayRoutesOptions;
}

function respond(mode: GatewayMode, original: OriginalRequest | undefined, { request, reply, options }: Exchange): FastifyReply {
  const start = performance.now();
  const decision = decisionOf(original, request, options);
  const { status, headers, body } = gatewayAnswer(decision, { mode, requestId: request.id, now: Date.now(), expiryNoticeDays: options.expiryNoticeDays });
  reply.status(status).headers(headers).headers({ 'cache-control': 'no-store', 'x-request-id': request.id });
  if (options.draining()) reply.header('connection', 'close');
  options.answered({ mode, decision, status, method: original?.method ?? request.method, requestId: request.id, durationMs: performance.now() - start });
  return reply.send(body);
}

function decisionOf(original: OriginalRequest | undefined, request: FastifyRequest, options: GatewayRoutesOptions): Decision {
  try {
    return options.decide(request.raw, original);
  } catch (error) {
    options.failed(error, request.id);
    return { outcome: 'internal' };
  }
}

function notFound(_request: FastifyRequest, reply: FastifyReply): void {
  void reply.status(404).send();
}

/** No request exists yet, and so no mode: 403 refuses in either. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Socket, options: GatewayRoutesOptions): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  options.broken();
  socket.end(noRequest);
}
