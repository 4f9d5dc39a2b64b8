import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger as Pino } from 'pino';
import { callerOf } from '../callers/caller.js';
import { type HttpDurations, routeOf } from '../metrics/http-durations.js';

/** What every answer carries, also those that the router makes before any hook runs. */
export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-request-id': request.id });
}

export function addRequestHooks(fastify: FastifyInstance, log: Pino, durations: HttpDurations): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    setCommonHeaders(request, reply);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    durations.observe(request, reply);
    logRequest(log, request, reply);
    done();
  });
}

/** These fields and no others: addresses, headers and bodies hold what must not be kept. */
function logRequest(log: Pino, request: FastifyRequest, reply: FastifyReply): void {
  const caller = callerOf(request);
  const fields = {
    method: request.method,
    route: routeOf(request) ?? null,
    status: reply.statusCode,
    duration_ms: Math.round(reply.elapsedTime * 100) / 100,
    request_id: request.id,
    ...(caller ? { token_id: caller.tokenId, customer_id: caller.customerId } : {}),
  };
  log[isProbe(fields.route) ? 'debug' : 'info'](fields, 'request');
}

function isProbe(route: string | null): boolean {
  return route === '/metrics' || (route?.startsWith('/health/') ?? false);
}
