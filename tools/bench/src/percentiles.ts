/** The value below which `share` (0..1) of the samples lie, by the nearest rank. Throws a RangeError on no samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('no samples');
  return value;
}

export interface Summary {
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

export function summarise(samples: readonly number[]): Summary {
  return { p50: percentile(samples, 0.5), p99: percentile(samples, 0.99), worst: percentile(samples, 1) };
}
