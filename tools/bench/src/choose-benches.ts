export const benchNames = ['keyring', 'verify', 'revocation', 'cold-start', 'issue', 'list', 'audit-ingest', 'audit-visible', 'audit-queries', 'notices', 'scaling', 'soak'] as const;
export type BenchName = (typeof benchNames)[number];

/** Take so long that they have to be asked for. */
const onlyByName: readonly BenchName[] = ['scaling', 'soak'];

/** Those that are named, each once, in the order of this list; all but the longest two where none is. Undefined where a name is none of theirs. */
export function chooseBenches(names: readonly string[]): BenchName[] | undefined {
  if (names.some((name) => !benchNames.some((known) => known === name))) return undefined;
  return benchNames.filter((known) => (names.length === 0 ? !onlyByName.includes(known) : names.includes(known)));
}
