import { Metrics } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Relay } from './relay.js';

/** Shows how far Kafka is behind the database. */
@Injectable()
export class RelayMetrics {
  constructor(metrics: Metrics, relay: Relay) {
    const gauge = (name: string, help: string, read: () => number): void => {
      const collect = function (this: Gauge): void {
        this.set(read());
      };
      metrics.registerMetric(new Gauge({ name, help, registers: [], collect }));
    };
    gauge('latchkey_outbox_depth', 'Records that wait to be sent to Kafka.', () => relay.stats().depth);
    gauge('latchkey_outbox_oldest_age_seconds', 'Age of the oldest record that waits.', () => relay.stats().oldestAgeMs / 1000);
    gauge('latchkey_outbox_leading', '1 where this process relays, else 0.', () => Number(relay.stats().leading));
  }
}
