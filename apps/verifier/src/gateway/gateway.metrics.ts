import { Metrics } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import type { GatewayMode, Outcome } from './decision.js';

const buckets = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1];

@Injectable()
export class GatewayMetrics {
  private readonly requests: Counter<'mode' | 'outcome'>;
  private readonly durations: Histogram<'mode'>;

  constructor(metrics: Metrics) {
    this.requests = new Counter({
      name: 'latchkey_gateway_requests_total',
      help: 'Questions of gateways, by what they were told; `broken` was no HTTP request, or had too long a head.',
      labelNames: ['mode', 'outcome'],
      registers: [metrics],
    });
    this.durations = new Histogram({
      name: 'latchkey_gateway_request_duration_seconds',
      help: 'How long it took to answer gateways, from the head of the request to that of the answer.',
      labelNames: ['mode'],
      buckets,
      registers: [metrics],
    });
  }

  count(mode: GatewayMode, outcome: Outcome, durationMs: number): void {
    this.requests.inc({ mode, outcome });
    this.durations.observe({ mode }, durationMs / 1000);
  }

  countBroken(): void {
    this.requests.inc({ mode: 'none', outcome: 'broken' });
  }
}
