import { Metrics } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import type { Judgement } from './judge.js';

@Injectable()
export class VerifyMetrics {
  private readonly verdicts: Counter<'outcome' | 'reason'>;

  constructor(metrics: Metrics) {
    this.verdicts = new Counter({
      name: 'latchkey_verdicts_total',
      help: 'Verdicts given, by what they refused for.',
      labelNames: ['outcome', 'reason'],
      registers: [metrics],
    });
  }

  count({ reason }: Judgement): void {
    this.verdicts.inc({ outcome: reason === undefined ? 'allowed' : 'refused', reason: reason ?? '' });
  }
}
