/** A number of days before expiry at which to warn of a token. */
export interface Threshold {
  readonly days: number;
  /** Since when it is one of this token's: whoever set it knew of what lay behind. RFC 3339. */
  readonly since: string;
}

/** Those of `days`, each since it was named first without a break, or else since `at`. Zero days ahead is the expiry itself, which is announced anyway. */
export function nameThresholds(known: readonly Threshold[], days: readonly number[], at: Date): Threshold[] {
  const since = new Map(known.map((threshold) => [threshold.days, threshold.since]));
  return [...new Set(days)].filter((each) => each > 0).map((each) => ({ days: each, since: since.get(each) ?? at.toISOString() }));
}
