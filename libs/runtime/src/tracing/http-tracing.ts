import { context, propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { routeOf } from '../metrics/http-durations.js';
import { isProbe } from '../serve/probes.js';

/** A span for each request, part of the trace that its caller names. Of the request it holds what the log does: addresses, headers and bodies hold what must not be kept. */
export class HttpTracing {
  private readonly tracer = trace.getTracer('latchkey.http');
  private readonly spans = new WeakMap<FastifyRequest, Span>();

  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRequest', (request, _reply, done) => {
      if (isProbe(routeOf(request))) done();
      else context.with(trace.setSpan(ROOT_CONTEXT, this.begin(request)), done);
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      this.end(request, reply);
      done();
    });
  }

  traceIdOf(request: FastifyRequest): string | undefined {
    return this.spans.get(request)?.spanContext().traceId;
  }

  private begin(request: FastifyRequest): Span {
    const route = routeOf(request);
    const attributes = { 'http.request.method': request.method, ...(route !== undefined && { 'http.route': route }), 'latchkey.request_id': request.id };
    const { traceparent } = request.headers;
    const caller = propagation.extract(ROOT_CONTEXT, { traceparent });
    const span = this.tracer.startSpan(route === undefined ? request.method : `${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, caller);
    this.spans.set(request, span);
    return span;
  }

  private end(request: FastifyRequest, reply: FastifyReply): void {
    const span = this.spans.get(request);
    if (!span) return;
    span.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', String(reply.statusCode));
    span.end();
  }
}
