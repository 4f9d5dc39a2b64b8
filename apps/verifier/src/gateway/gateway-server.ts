import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { requestIdOf } from '@latchkey/runtime';
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

export interface GatewayServerOptions {
  readonly expiryNoticeDays: number;
  /** Throws nothing that a caller could cause; whatever it throws refuses the request. */
  decide(asking: IncomingMessage, original: OriginalRequest | undefined): Decision;
  draining(): boolean;
  answered(told: Answered): void;
  failed(error: unknown, requestId: string): void;
  /** Bytes that were no request, or one with too much in its head. */
  broken(): void;
}

const nginxPath = '/auth-request';
const envoyPrefix = '/ext-authz';
/** A gateway sends some 2 KiB; whatever is longer is cut off before anything looks at it. */
const limits = { maxHeaderSize: 16 * 1024, requestTimeout: 10_000 };
/** Longer than gateways keep a connection that they do not use, so that none is closed while a question is on its way. */
const keepAliveTimeout = 72_000;
const noRequest = 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\ncache-control: no-store\r\nx-latchkey-error: invalid_request\r\nconnection: close\r\n\r\n';

/** What gateways ask. Each request is answered before its body would be read; what stands behind `/ext-authz` nobody decodes. */
export function gatewayServer(options: GatewayServerOptions): Server {
  const server = createServer({ ...limits, keepAliveTimeout }, (request, response) => {
    const { url = '' } = request;
    const exchange = { request, response, options };
    if (url.startsWith(envoyPrefix)) respond('ext_authz', { method: request.method ?? '', target: url.slice(envoyPrefix.length) }, exchange);
    else if (url === nginxPath || url.startsWith(`${nginxPath}?`)) respond('auth_request', originalRequest(request.headers), exchange);
    else end(response, 404);
  });
  return server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuseBroken(error, socket, options));
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly options: GatewayServerOptions;
}

function respond(mode: GatewayMode, original: OriginalRequest | undefined, { request, response, options }: Exchange): void {
  const start = performance.now();
  const requestId = requestIdOf(request);
  try {
    const decision = decisionOf(original, { request, options, requestId });
    const answer = gatewayAnswer(decision, { mode, requestId, now: Date.now(), expiryNoticeDays: options.expiryNoticeDays });
    const { status, headers, body } = answer;
    headers['content-length'] = String(Buffer.byteLength(body));
    if (options.draining()) headers['connection'] = 'close';
    response.writeHead(status, headers).end(body);
    options.answered({ mode, decision, status, method: original?.method ?? request.method ?? '', requestId, durationMs: performance.now() - start });
  } catch (error) {
    options.failed(error, requestId);
    end(response, 403, { 'x-latchkey-error': 'internal' });
  }
}

function decisionOf(original: OriginalRequest | undefined, { request, options, requestId }: Omit<Exchange, 'response'> & { requestId: string }): Decision {
  try {
    return options.decide(request, original);
  } catch (error) {
    options.failed(error, requestId);
    return { outcome: 'internal' };
  }
}

function end(response: ServerResponse, status: 403 | 404, headers: Readonly<Record<string, string>> = {}): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { ...headers, 'content-length': '0' }).end();
}

/** No request exists yet, and so no mode: 403 refuses in either. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Socket, options: GatewayServerOptions): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  options.broken();
  socket.end(noRequest);
}
