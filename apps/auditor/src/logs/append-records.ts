import type { EntityManager } from 'typeorm';
import { type AuditRecord, byTokenIdOf, tokenIdOf } from './audit-record.js';
import { bigint, copyRows, type Field, text, timestamptz } from './copy-rows.js';
import { currentTransaction } from './eras.js';
import { seal, type Sealed } from './seal.js';
import { searchColumns } from './search-columns.js';

export type SealedRecord = Sealed & { readonly record: AuditRecord };

const columns = [
  ...['log', 'index', 'ingested_at', 'txn', 'salt', 'record', 'event_source', 'event_id', 'duplicate_of', 'customer_id', 'action', 'target_id', 'token_id'],
  ...['by_token_id', 'happened_at', 'actor_id', 'service_account_id', 'service_id', 'outcome', 'ip'],
];

/** Makes each record, which has its place already, an entry of the log. */
export async function appendRecords(manager: EntityManager, log: string, records: readonly AuditRecord[]): Promise<void> {
  await appendSealed(manager, log, records.map((record) => ({ record, ...seal(record) })));
}

/** The same with records that were sealed before. */
export async function appendSealed(manager: EntityManager, log: string, sealed: readonly SealedRecord[]): Promise<void> {
  if (sealed.length === 0) return;
  const [name, transaction] = [text(log), bigint(await currentTransaction(manager))];
  const entries = sealed.map(({ record, commitment, leafHash }) => [name, bigint(record.index), commitment, leafHash]);
  await copyRows(manager, 'auditor.entries (log, index, commitment, leaf_hash)', entries);
  const rows = sealed.map((each) => [name, ...placeOf(each), transaction, ...contentOf(each), ...searchFields(each)]);
  await copyRows(manager, `auditor.records (${columns.join(', ')})`, rows);
}

function placeOf({ record }: SealedRecord): Field[] {
  return [bigint(record.index), timestamptz(record.ingested_at)];
}

function contentOf({ record, salt, bytes }: SealedRecord): Field[] {
  return [salt, bytes, text(record.event_source), text(record.event_id), bigint(record.duplicate_of)];
}

function searchFields({ record }: SealedRecord): Field[] {
  const { customer_id, action, target_id } = record;
  const { happenedAt, actorId, serviceAccountId, serviceId, outcome, ip } = searchColumns(record);
  const told = [customer_id, action, target_id, tokenIdOf(record), byTokenIdOf(record)].map(text);
  return [...told, timestamptz(happenedAt), ...[actorId, serviceAccountId, serviceId, outcome, ip].map(text)];
}
