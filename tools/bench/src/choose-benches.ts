export const benchNames = ['keyring', 'verify', 'revocation', 'cold-start', 'issue', 'list', 'audit-ingest', 'audit-visible', 'audit-queries', 'notices', 'soak'] as const;
export type BenchName = (typeof benchNames)[number];

/** Takes so long that it has to be asked for. */
const onlyByName: BenchName = 'soak';

/** Those that are named, each once, in the order of this list; all but the longest where none is. Undefined where a name is none of theirs. */
export function chooseBenches(names: readonly string[]): BenchName[] | undefined {
  if (names.some((name) => !benchNames.some((known) => known === name))) return undefined;
  return benchNames.filter((known) => (names.length === 0 ? known !== onlyByName : names.includes(known)));
}
