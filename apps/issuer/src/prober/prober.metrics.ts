import { Metrics } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { type Outcome, outcomes } from './outcome.js';

/** What is done in each round, in this order. */
export const steps = ['find', 'issue', 'allow', 'revoke', 'refuse'] as const;
export type Step = (typeof steps)[number];

const seconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

@Injectable()
export class ProberMetrics {
  private readonly seen: Histogram<'verifier'>;
  private readonly rounds: Counter<'outcome'>;
  private readonly failures: Counter<'step'>;
  private known: readonly string[] = [];

  constructor(metrics: Metrics) {
    const registers = [metrics];
    this.seen = new Histogram({
      name: 'latchkey_probe_revocation_seen_seconds',
      help: 'Time from the answer that a token is revoked to the first by which a verifier refuses it.',
      labelNames: ['verifier'],
      buckets: seconds,
      registers,
    });
    this.rounds = new Counter({
      name: 'latchkey_probe_rounds_total',
      help: 'Revocations followed to every verifier that answers, by whether all refused the token in_time, late, or one of them not at all: unseen.',
      labelNames: ['outcome'],
      registers,
    });
    this.failures = new Counter({
      name: 'latchkey_probe_failures_total',
      help: 'What could not be done, by step: find a verifier, issue a token, have a verifier allow it, revoke it, have a verifier answer after that.',
      labelNames: ['step'],
      registers,
    });
    // What has not happened is nought, so that the first time counts.
    for (const outcome of outcomes) this.rounds.inc({ outcome }, 0);
    for (const step of steps) this.failures.inc({ step }, 0);
  }

  /** Those of which there is something to show from now on. */
  keepOnly(verifiers: readonly string[]): void {
    for (const gone of this.known.filter((verifier) => !verifiers.includes(verifier))) this.seen.remove({ verifier: gone });
    this.known = verifiers;
  }

  observeSeen(verifier: string, afterSeconds: number): void {
    this.seen.observe({ verifier }, afterSeconds);
  }

  countRound(outcome: Outcome): void {
    this.rounds.inc({ outcome });
  }

  countFailure(step: Step): void {
    this.failures.inc({ step });
  }
}
