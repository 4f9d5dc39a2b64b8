import { Metrics } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Keyring } from './keyring.js';
import { TokenStateReplica } from './token-state-replica.js';

/** Shows what the keyring holds and how old it is. */
@Injectable()
export class KeyringMetrics {
  constructor(
    private readonly metrics: Metrics,
    keyring: Keyring,
    replica: TokenStateReplica,
  ) {
    this.gauge('tokens', 'Tokens known.', () => keyring.size);
    this.gauge('staleness_seconds', 'Every change acknowledged longer ago is known; NaN while no heartbeat has said so.', () => {
      const stalenessMs = keyring.stalenessMs();
      return stalenessMs === null ? NaN : stalenessMs / 1000;
    });
    this.counter('unreadable', 'Records of token-state that broke their contract.', () => replica.unreadable);
    this.counter('conflicts', 'States that named the digest of another token and were not taken.', () => replica.conflicts);
    this.counter('rebuilds', 'Times that token-state was found to be another one and read from the start.', () => replica.rebuilds);
  }

  private gauge(name: string, help: string, read: () => number): void {
    const collect = function (this: Gauge): void {
      this.set(read());
    };
    this.metrics.registerMetric(new Gauge({ name: `latchkey_keyring_${name}`, help, registers: [], collect }));
  }

  private counter(name: string, help: string, read: () => number): void {
    const collect = function (this: Counter): void {
      this.reset();
      this.inc(read());
    };
    this.metrics.registerMetric(new Counter({ name: `latchkey_keyring_${name}_total`, help, registers: [], collect }));
  }
}
