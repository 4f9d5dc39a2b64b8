import type { AuditRecord } from './audit-record.js';
import type { Queries } from './stored-hashes.js';

/** The entry by which a log tells that records were erased: which, and whose. */
export const erasedAction = 'records.erased';

/** From the first to the last of each. */
export type IndexRanges = readonly (readonly [number, number])[];

export interface Erasure {
  /** That of the records, which may have ended before the log that tells of it. */
  readonly log: string;
  readonly entries: IndexRanges;
}

/** Ascending indices as ranges. */
export function rangesOf(indices: readonly number[]): IndexRanges {
  const ranges: [number, number][] = [];
  for (const index of indices) {
    const last = ranges.at(-1);
    if (last && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges;
}

/** All entries of a log that were told to have been erased, by records that are what their entries commit to. */
export async function erasedEntries(queries: Queries, log: string): Promise<ReadonlySet<number>> {
  const rows: { record: Buffer }[] = await queries.query(
    `select record from auditor.records join auditor.entries using (log, index)
     where customer_id is null and action = $1 and duplicate_of is null and commitment = sha256(salt || record)`,
    [erasedAction],
  );
  const erased = new Set<number>();
  for (const { record } of rows) {
    const erasure = (JSON.parse(record.toString()) as AuditRecord).details as unknown as Erasure;
    if (erasure.log === log) for (const [first, last] of erasure.entries) for (let index = first; index <= last; index++) erased.add(index);
  }
  return erased;
}
