import { Metrics } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import type { Judgement } from './judge.js';

@Injectable()
export class VerifyMetrics {
  /** By reason, '' where there was none: nothing is looked up by the text of its labels until it is shown. */
  private readonly verdicts = new Map<string, number>();

  constructor(metrics: Metrics) {
    const { verdicts } = this;
    new Counter({
      name: 'latchkey_verdicts_total',
      help: 'Verdicts given, by what they refused for.',
      labelNames: ['outcome', 'reason'],
      registers: [metrics],
      collect() {
        this.reset();
        for (const [reason, count] of verdicts) this.inc({ outcome: reason === '' ? 'allowed' : 'refused', reason }, count);
      },
    });
  }

  count({ reason: refused }: Judgement): void {
    const reason = refused ?? '';
    this.verdicts.set(reason, (this.verdicts.get(reason) ?? 0) + 1);
  }
}
