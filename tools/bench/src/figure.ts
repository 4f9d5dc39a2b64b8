import { percentile } from './percentiles.js';

/** One thing that was measured, beside the least that the same could take, in as many runs of the two in turns. */
export interface Figure {
  readonly name: string;
  readonly unit: 'ms' | 'µs' | '/s' | 'B' | 'MiB';
  readonly measured: readonly number[];
  /** Empty where there is none. */
  readonly baseline: readonly number[];
  /** What is wanted, in words. */
  readonly aim?: string;
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: percentile(values, 0.5), least: percentile(values, 0), most: percentile(values, 1) };
}

/** Of each run, what was measured as a share of its baseline. */
export function ratiosOf({ measured, baseline }: Pick<Figure, 'measured' | 'baseline'>): number[] {
  return measured.map((value, run) => value / (baseline[run] ?? Number.NaN));
}
