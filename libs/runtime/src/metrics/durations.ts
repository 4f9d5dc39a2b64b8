import { Histogram, type LabelValues } from 'prom-client';
import type { Metrics } from './metrics.js';

/** Durations that have the same labels. */
export class DurationSeries {
  sum = 0;
  readonly counts: number[];

  constructor(private readonly bounds: readonly number[]) {
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  observe(seconds: number): void {
    let bucket = 0;
    while (seconds > (this.bounds[bucket] ?? Infinity)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += seconds;
  }
}

export interface DurationsOptions<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: L[];
  /** Upper bounds in seconds, ascending. */
  readonly buckets: number[];
}

/** A histogram for what happens with every request: whoever holds a series adds to it without its labels being looked up by their text. */
export class Durations<L extends string> extends Histogram<L> {
  private readonly held: { readonly labels: LabelValues<L>; readonly series: DurationSeries }[] = [];

  constructor(
    private readonly options: DurationsOptions<L>,
    metrics: Metrics,
  ) {
    super({ ...options, registers: [metrics] });
  }

  /** A new series: ask for one of the same labels once only. */
  series(labels: LabelValues<L>): DurationSeries {
    const series = new DurationSeries(this.options.buckets);
    this.held.push({ labels, series });
    return series;
  }

  /** What a registry shows, and `get` answers. It is no part of prom-client's types; a test compares it. */
  async getForPromString(): Promise<object> {
    const { name, help } = this.options;
    return { name, help, type: 'histogram', aggregator: 'sum', values: this.held.flatMap(({ labels, series }) => this.valuesOf(labels, series)) };
  }

  private valuesOf(sharedLabels: LabelValues<L>, { counts, sum }: DurationSeries): Value[] {
    const { name, buckets } = this.options;
    let count = 0;
    const below = counts.map((more, bucket) => ({ metricName: `${name}_bucket`, value: (count += more), labels: { le: buckets[bucket] ?? '+Inf' }, sharedLabels }));
    return [...below, { metricName: `${name}_sum`, value: sum, labels: {}, sharedLabels }, { metricName: `${name}_count`, value: count, labels: {}, sharedLabels }];
  }
}

interface Value {
  readonly metricName: string;
  readonly value: number;
  readonly labels: LabelValues<'le'>;
  readonly sharedLabels: LabelValues<string>;
}
