import type { FastifyReply, FastifyRequest } from 'fastify';
import { Histogram } from 'prom-client';
import type { Metrics } from './metrics.js';

const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Durations by route pattern, never by address: an address holds ids. */
export class HttpDurations {
  private readonly histogram: Histogram<'method' | 'route' | 'status'>;

  constructor(metrics: Metrics) {
    this.histogram = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'How long requests took, from the first byte to the end of the answer.',
      labelNames: ['method', 'route', 'status'],
      buckets,
      registers: [metrics],
    });
  }

  observe(request: FastifyRequest, reply: FastifyReply): void {
    const labels = { method: request.method, route: routeOf(request) ?? 'none', status: String(reply.statusCode) };
    this.histogram.observe(labels, reply.elapsedTime / 1000);
  }
}

export function routeOf(request: FastifyRequest): string | undefined {
  return request.is404 ? undefined : request.routeOptions.url;
}
