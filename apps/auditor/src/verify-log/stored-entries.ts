import type { AuditRecord } from '../logs/audit-record.js';
import type { Queries } from '../logs/stored-hashes.js';
import { leafHash, sha256 } from '../tree/hashes.js';
import type { Difference } from './finding.js';

const pageSize = 2_000;

export interface StoredEntry {
  readonly index: number;
  readonly commitment: Buffer;
  readonly leafHash: Buffer;
  /** Null where it is gone. */
  readonly record: Buffer | null;
  readonly salt: Buffer | null;
  readonly ingestedAt: Date | null;
  readonly columns: readonly (string | null)[];
}

/** All entries of a log that are stored, in their order. */
export async function* storedEntries(queries: Queries, log: string): AsyncGenerator<StoredEntry> {
  let from = 0;
  for (;;) {
    const rows: (Omit<StoredEntry, 'index'> & { readonly index: string })[] = await queries.query(
      `select index, commitment, leaf_hash as "leafHash", record, salt, ingested_at as "ingestedAt", array[customer_id, action, target_id, event_id, event_source, duplicate_of::text] as columns
       from auditor.entries left join auditor.records using (log, index) where log = $1 and index >= $2 order by index limit ${pageSize}`,
      [log, from],
    );
    for (const row of rows) yield { ...row, index: Number(row.index) };
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    from = Number(last.index) + 1;
  }
}

/** What is wrong with an entry by itself. */
export function faultOf(log: string, { index, commitment, leafHash: leaf, record, salt, ingestedAt, columns }: StoredEntry): Difference | undefined {
  if (!leafHash(commitment).equals(leaf)) return 'entry_differs';
  if (!record || !salt) return undefined;
  if (!sha256(salt, record).equals(commitment)) return 'record_differs';
  const told = JSON.parse(record.toString()) as AuditRecord;
  if (told.log !== log || told.index !== index) return 'misplaced';
  const found = [...columns, ingestedAt?.toISOString()];
  return JSON.stringify(columnsOf(told)) === JSON.stringify(found) ? undefined : 'columns_differ';
}

/** By what records are found: one of them changed would hide a record, show it to another, or have it dropped early. */
function columnsOf({ customer_id, action, target_id, event_id, event_source, duplicate_of, ingested_at }: AuditRecord): (string | null)[] {
  return [customer_id, action, target_id, event_id, event_source, duplicate_of === null ? null : String(duplicate_of), ingested_at];
}
