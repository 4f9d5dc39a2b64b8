export const benchNames = ['keyring', 'verify', 'revocation', 'cold-start', 'issue', 'list'] as const;
export type BenchName = (typeof benchNames)[number];

/** Those that are named, each once, in the order of this list; all where none is. Undefined where a name is none of theirs. */
export function chooseBenches(names: readonly string[]): BenchName[] | undefined {
  if (names.some((name) => !benchNames.some((known) => known === name))) return undefined;
  return benchNames.filter((known) => names.length === 0 || names.includes(known));
}
