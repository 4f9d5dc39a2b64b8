export const outcomes = ['in_time', 'late', 'unseen'] as const;
export type Outcome = (typeof outcomes)[number];

/** How long it took until a verifier answered as it was to, or how its last answer was: another one, or none and why. */
export type Waited = { readonly seconds: number } | { readonly last: 'another' } | { readonly last: 'none'; readonly reason: string };

/** What became of a revocation, by what verifiers answered after it. Who does not answer lets nobody in and does not count; undefined where nobody answers. */
export function outcomeOf(waited: readonly Waited[], objectiveSeconds: number): Outcome | undefined {
  if (waited.some((each) => 'last' in each && each.last === 'another')) return 'unseen';
  const seconds = waited.flatMap((each) => ('seconds' in each ? [each.seconds] : []));
  if (seconds.length === 0) return undefined;
  return Math.max(...seconds) <= objectiveSeconds ? 'in_time' : 'late';
}
