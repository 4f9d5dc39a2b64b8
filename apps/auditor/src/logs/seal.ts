import { randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { AuditRecord } from './audit-record.js';
import { leafHash, sha256 } from '../tree/hashes.js';

/** A record and what proves it. */
export interface Sealed {
  /** RFC 8785 JSON. */
  readonly bytes: Buffer;
  readonly salt: Buffer;
  readonly commitment: Buffer;
  readonly leafHash: Buffer;
}

const saltBytes = 16;

/** The entry of a log is `commitment`, SHA-256(salt || record); `leafHash` is RFC 6962's (section 2.1) of that entry. */
export function seal(record: AuditRecord, salt: Buffer = randomBytes(saltBytes)): Sealed {
  const bytes = Buffer.from(canonicalJson(record));
  const commitment = sha256(salt, bytes);
  return { bytes, salt, commitment, leafHash: leafHash(commitment) };
}

function canonicalJson(value: object): string {
  const json = canonicalize(value);
  if (json === undefined) throw new TypeError('this has no JSON');
  return json;
}
