import type { EntityManager } from 'typeorm';
import { type AuditRecord, byTokenIdOf, tokenIdOf } from './audit-record.js';
import { seal } from './seal.js';

/** Makes each record, which has its place already, an entry of the log. */
export async function appendRecords(manager: EntityManager, log: string, records: readonly AuditRecord[]): Promise<void> {
  if (records.length === 0) return;
  const sealed = records.map((record) => ({ record, ...seal(record) }));
  const indices = records.map(({ index }) => index);
  await manager.query(
    `insert into auditor.entries (log, index, commitment, leaf_hash) select $1, * from unnest($2::bigint[], $3::bytea[], $4::bytea[])`,
    [log, indices, sealed.map(({ commitment }) => commitment), sealed.map(({ leafHash }) => leafHash)],
  );
  const column = <T>(of: (record: AuditRecord) => T): T[] => records.map(of);
  await manager.query(
    `insert into auditor.records
       (log, index, ingested_at, salt, record, event_source, event_id, duplicate_of, customer_id, action, target_id, token_id, by_token_id)
     select $1, * from unnest
       ($2::bigint[], $3::timestamptz[], $4::bytea[], $5::bytea[], $6::text[], $7::text[], $8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])`,
    [
      log,
      indices,
      column(({ ingested_at: at }) => at),
      sealed.map(({ salt }) => salt),
      sealed.map(({ bytes }) => bytes),
      column(({ event_source: source }) => source),
      column(({ event_id: id }) => id),
      column(({ duplicate_of: first }) => first),
      column(({ customer_id: customer }) => customer),
      column(({ action }) => action),
      column(({ target_id: target }) => target),
      column(tokenIdOf),
      column(byTokenIdOf),
    ],
  );
}
