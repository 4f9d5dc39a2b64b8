import { Durations, type DurationSeries, Metrics } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import type { GatewayMode, Outcome } from './decision.js';

const buckets = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1];

/** What one mode was told, and how long that took. */
interface ModeCounts {
  readonly outcomes: Map<Outcome, number>;
  readonly durations: DurationSeries;
}

/** Asked at every request, so nothing is looked up by the text of its labels until it is shown. */
@Injectable()
export class GatewayMetrics {
  private readonly modes: Readonly<Record<GatewayMode, ModeCounts>>;
  private broken = 0;

  constructor(metrics: Metrics) {
    const help = 'How long it took to answer gateways, from the head of the request to that of the answer.';
    const durations = new Durations({ name: 'latchkey_gateway_request_duration_seconds', help, labelNames: ['mode'], buckets }, metrics);
    const modes = {
      auth_request: { outcomes: new Map(), durations: durations.series({ mode: 'auth_request' }) },
      ext_authz: { outcomes: new Map(), durations: durations.series({ mode: 'ext_authz' }) },
    };
    const show = (counter: Counter): void => this.show(counter);
    new Counter({
      name: 'latchkey_gateway_requests_total',
      help: 'Questions of gateways, by what they were told; `broken` was no HTTP request, or had too long a head.',
      labelNames: ['mode', 'outcome'],
      registers: [metrics],
      collect() {
        show(this);
      },
    });
    this.modes = modes;
  }

  count(mode: GatewayMode, outcome: Outcome, durationMs: number): void {
    const { outcomes, durations } = this.modes[mode];
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    durations.observe(durationMs / 1000);
  }

  countBroken(): void {
    this.broken += 1;
  }

  private show(counter: Counter): void {
    counter.reset();
    for (const [mode, { outcomes }] of Object.entries(this.modes)) {
      for (const [outcome, count] of outcomes) counter.inc({ mode, outcome }, count);
    }
    if (this.broken > 0) counter.inc({ mode: 'none', outcome: 'broken' }, this.broken);
  }
}
