import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger as Pino } from 'pino';
import { type Caller, callerOf } from '../callers/caller.js';
import { routeOf } from '../metrics/http-durations.js';
import { isProbe } from './probes.js';

/** These fields and no others: addresses, headers and bodies hold what must not be kept. */
export function logRequest(log: Pino, request: FastifyRequest, reply: FastifyReply, traceId?: string): void {
  if (!log.isLevelEnabled('info')) return;
  const caller = callerOf(request);
  const route = routeOf(request);
  const fields = {
    method: request.method,
    route: route ?? null,
    status: reply.statusCode,
    duration_ms: Math.round(reply.elapsedTime * 100) / 100,
    request_id: request.id,
    ...(traceId !== undefined && { trace_id: traceId }),
    ...(caller && { ...idOf(caller), customer_id: caller.customerId }),
  };
  log[isProbe(route) ? 'debug' : 'info'](fields, 'request');
}

function idOf(caller: Caller): { token_id: string } | { person_id: string } {
  return caller.kind === 'token' ? { token_id: caller.tokenId } : { person_id: caller.personId };
}
