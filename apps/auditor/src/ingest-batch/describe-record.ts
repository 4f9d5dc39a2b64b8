import { auditRecorded } from '@latchkey/contracts';
import type { AuditedRecord } from './audited.js';
import { describeActivity } from './describe-activity.js';
import { describeEvent } from './describe-event.js';
import { type Description, nothing } from '../logs/audit-record.js';
import type { ClaimedTokens } from '../report-activity/claimed-tokens.js';
import { sha256 } from '../tree/hashes.js';

/** Far above what services may send, and far enough below what Kafka takes that each record can be published. */
const maxBytes = 512 * 1024;

/** What is said of a record, which can always be stored and published. Of one that cannot be read nothing is repeated, and nobody's name is put to it. */
export function describeRecord(record: AuditedRecord, tokens: Pick<ClaimedTokens, 'find'>): Description {
  const { decoded } = record;
  if (decoded.kind !== 'event') return unreadable(record, decoded.kind === 'unreadable' ? decoded.reason : 'no_value');
  const { event } = decoded;
  const described = event.type === 'activity.reported.v1' ? describeActivity(event, tokens) : describeEvent(event);
  if (!described) return unreadable(record, 'foreign_token');
  const json = JSON.stringify(described);
  const description = mayBeUnstorable.test(json) ? (storable(described) as Description) : described;
  if (!describes.safeParse(description).success) return unreadable(record, 'not_recordable');
  return Buffer.byteLength(json) > maxBytes ? unreadable(record, 'too_large') : description;
}

export const unreadableAction = 'record.unreadable';

const describes = auditRecorded.schema.omit({ schema_version: true, log: true, index: true, leaf_hash: true, salt: true, ingested_at: true, duplicate_of: true, future: true });

function unreadable({ raw, offset }: AuditedRecord, reason: string): Description {
  const value = raw.value ?? Buffer.alloc(0);
  const details = { sha256: sha256(value).toString('hex'), size: value.length, offset: Number(offset), reason };
  return { ...nothing, action: unreadableAction, details };
}

/** NUL, which Postgres takes in no text, and halves of a character, which no UTF-8 has. Left as they are, they would stop the log for good. */
const unstorable = /[\0\p{Surrogate}]/gu;

/** What JSON escapes them as, and few others. */
const mayBeUnstorable = /\\u(?:0000|d)/;

function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(unstorable, '\ufffd');
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, storable(each)]));
}
