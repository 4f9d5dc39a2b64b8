/** How much was left of a backlog when somebody looked. */
export interface Look {
  readonly at: number;
  readonly left: number;
}

/** The longest of the times without progress, in milliseconds, of which some lies between two instants. `looks` are those at which less was left than before. */
export function longestStandstill(looks: readonly Look[], from: number, to: number): number {
  const ends = looks.map((look, n) => ({ began: looks[n - 1]?.at ?? look.at, ended: look.at }));
  const within = ends.filter(({ began, ended }) => ended > from && began < to);
  return Math.max(0, ...within.map(({ began, ended }) => ended - began));
}
