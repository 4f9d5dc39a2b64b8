/** Between which a clock is ahead of ours, in milliseconds; behind it is negative. */
export interface ClockBounds {
  readonly low: number;
  readonly high: number;
}

/** What is known of a clock when nothing is. */
export const anyClock: ClockBounds = { low: -Infinity, high: Infinity };

/** A moment that the other clock showed at some time between two of ours. `resolutionMs`: up to how much was cut off from it. */
export function boundsOf(shownMs: number, between: { readonly before: number; readonly after: number }, resolutionMs = 0): ClockBounds {
  return { low: shownMs - between.after, high: shownMs + resolutionMs - between.before };
}

/** What two observations say together. Where they contradict each other, as where a clock was set meanwhile, the later counts. */
export function narrowed(earlier: ClockBounds, later: ClockBounds): ClockBounds {
  const both = { low: Math.max(earlier.low, later.low), high: Math.min(earlier.high, later.high) };
  return both.low <= both.high ? both : later;
}

/** How far apart the clocks are at the least: the closest to 0 within the bounds. */
export function leastSkewMs({ low, high }: ClockBounds): number {
  return Math.min(Math.max(low, 0), high);
}

/** How far apart they may be at the most, either way. */
export function mostSkewMs({ low, high }: ClockBounds): number {
  return Math.max(Math.abs(low), Math.abs(high));
}
