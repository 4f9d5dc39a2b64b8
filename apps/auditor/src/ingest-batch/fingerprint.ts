import type { AuditedRecord } from './audited.js';
import { sha256 } from '../tree/hashes.js';

/** By what a record is known again: of the record as it came, so that it is the same whatever this version can read. */
export function fingerprint({ raw: { headers, value } }: Pick<AuditedRecord, 'raw'>): Buffer {
  return sha256(Buffer.from(JSON.stringify([headers['ce_source'] ?? null, headers['ce_id'] ?? null])), value ?? Buffer.alloc(0));
}
