import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DurationSeries, Durations } from './durations.js';
import type { Metrics } from './metrics.js';

const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Durations by route pattern, never by address: an address holds ids. */
export class HttpDurations {
  private readonly durations: Durations<'method' | 'route' | 'status'>;
  private readonly series = new Map<string, Map<string, DurationSeries>>();

  constructor(metrics: Metrics) {
    const help = 'How long requests took, from the first byte to the end of the answer.';
    this.durations = new Durations({ name: 'http_request_duration_seconds', help, labelNames: ['method', 'route', 'status'], buckets }, metrics);
  }

  observe(request: FastifyRequest, reply: FastifyReply): void {
    this.of(request.method, routeOf(request) ?? 'none', String(reply.statusCode)).observe(reply.elapsedTime / 1000);
  }

  private of(method: string, route: string, status: string): DurationSeries {
    const ofRoute = this.series.get(route) ?? new Map<string, DurationSeries>();
    this.series.set(route, ofRoute);
    const key = `${method} ${status}`;
    const series = ofRoute.get(key) ?? this.durations.series({ method, route, status });
    ofRoute.set(key, series);
    return series;
  }
}

export function routeOf(request: FastifyRequest): string | undefined {
  return request.is404 ? undefined : request.routeOptions.url;
}
