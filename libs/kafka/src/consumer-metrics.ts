import { Counter, Gauge } from 'prom-client';

interface Place {
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
}

/** By topic and partition. */
type Lagging = Map<string, Place>;

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

  private readonly lagging = new Map<string, Lagging>();

  get all(): (Counter | Gauge)[] {
    return [this.records, this.failures, this.deadLetters, this.lag] as (Counter | Gauge)[];
  }

  setLag(place: Place, records: number): void {
    const { consumer, topic, partition } = place;
    this.lag.set({ consumer, topic, partition }, records);
    this.lagging.set(consumer, (this.lagging.get(consumer) ?? new Map()).set(`${topic}/${partition}`, place));
  }

  /** Once the partitions are shared out anew: of one that somebody else reads, nothing more would be heard here. */
  forgetLag(consumer: string): void {
    for (const { topic, partition } of this.lagging.get(consumer)?.values() ?? []) this.lag.remove({ consumer, topic, partition });
    this.lagging.delete(consumer);
  }

  private counter(name: string, help: string): Counter<'consumer' | 'topic'> {
    return new Counter({ name, help, labelNames: ['consumer', 'topic'], registers: [] });
  }
}
