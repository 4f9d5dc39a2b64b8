import type { EntityManager } from 'typeorm';
import { type AuditRecord, byTokenIdOf, tokenIdOf } from './audit-record.js';
import { bigint, copyRows, type Field, text, timestamptz } from './copy-rows.js';
import { seal, type Sealed } from './seal.js';

/** Makes each record, which has its place already, an entry of the log. */
export async function appendRecords(manager: EntityManager, log: string, records: readonly AuditRecord[]): Promise<void> {
  if (records.length === 0) return;
  const name = text(log);
  const sealed = records.map((record) => ({ record, ...seal(record) }));
  const entries = sealed.map(({ record, commitment, leafHash }) => [name, bigint(record.index), commitment, leafHash]);
  await copyRows(manager, 'auditor.entries (log, index, commitment, leaf_hash)', entries);
  await copyRows(
    manager,
    'auditor.records (log, index, ingested_at, salt, record, event_source, event_id, duplicate_of, customer_id, action, target_id, token_id, by_token_id)',
    sealed.map((each) => [name, ...fieldsOf(each)]),
  );
}

function fieldsOf({ record, salt, bytes }: Sealed & { readonly record: AuditRecord }): Field[] {
  const { index, ingested_at, event_source, event_id, duplicate_of, customer_id, action, target_id } = record;
  const place = [bigint(index), timestamptz(ingested_at), salt, bytes, text(event_source), text(event_id), bigint(duplicate_of)];
  return [...place, text(customer_id), text(action), text(target_id), text(tokenIdOf(record)), text(byTokenIdOf(record))];
}
