import { Counter, Gauge } from 'prom-client';

/** Of all consumers of this process. */
export class ConsumerMetrics {
  readonly records = this.counter('latchkey_consumer_records_total', 'Records handed to a handler that then succeeded.');
  readonly failures = this.counter('latchkey_consumer_failures_total', 'Batches whose handler failed and that wait to be tried again.');
  readonly deadLetters = this.counter('latchkey_consumer_dead_letters_total', 'Records set aside because they break their contract.');
  readonly lag = new Gauge({
    name: 'latchkey_consumer_lag_records',
    help: 'Offsets between the position reached and the end of the partition when last read.',
    labelNames: ['consumer', 'topic', 'partition'],
    registers: [],
  });

  get all(): (Counter | Gauge)[] {
    return [this.records, this.failures, this.deadLetters, this.lag] as (Counter | Gauge)[];
  }

  private counter(name: string, help: string): Counter<'consumer' | 'topic'> {
    return new Counter({ name, help, labelNames: ['consumer', 'topic'], registers: [] });
  }
}
