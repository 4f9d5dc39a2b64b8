import { redactSecrets } from '@latchkey/tokens';
import { z } from 'zod';
import type { EventContract, EventOf } from './event.js';
import type { Decoded, IncomingRecord, UnreadableReason } from './record.js';
import { redactJson } from './redact-record.js';

const text = z.string().min(1).max(300).transform(redactSecrets);

const attributes = z.object({
  ce_specversion: z.literal('1.0'),
  ce_id: text,
  ce_source: text,
  ce_type: z.string().min(1).max(200),
  ce_time: z.iso.datetime({ offset: true }).transform((time) => (time.endsWith('Z') ? time : new Date(time).toISOString())),
  ce_subject: text.optional(),
  // `application/cloudevents` would be the structured mode, whose value is an envelope and not the data.
  'content-type': z
    .string()
    .regex(/^application\/json\s*(;|$)/i)
    .optional(),
});

/** Reads one record against the contracts of its topic. Never throws; a secret in it is replaced before anything else sees it. */
export function decodeEvent<C extends EventContract>(contracts: readonly C[], record: IncomingRecord): Decoded<EventOf<C>> {
  if (record.value === null) return { kind: 'tombstone' };
  const envelope = attributes.safeParse(record.headers);
  if (!envelope.success) return unreadable('not_cloud_event', envelope.error);
  const contract = contracts.find(({ type }) => type === envelope.data.ce_type);
  if (!contract) return unreadable('unknown_type');
  const json = parseJson(record.value);
  if (json === undefined) return unreadable('not_json');
  const data = contract.schema.safeParse(json);
  if (!data.success) return unreadable('broken_schema', data.error);
  // Else compaction would keep, and a tombstone remove, something other than what the data says.
  if (record.key !== contract.key(data.data)) return unreadable('wrong_key');
  const { ce_id: id, ce_source: source, ce_time: time, ce_subject: subject } = envelope.data;
  const event = { id, source, type: contract.type, time, ...(subject === undefined ? {} : { subject }), data: data.data };
  return { kind: 'event', event: event as EventOf<C> };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseJson(value: Buffer): unknown {
  try {
    return JSON.parse(redactJson(utf8.decode(value)));
  } catch {
    return undefined;
  }
}

/** Names the places that are wrong, never what stands there: the input may be anything. */
function unreadable(reason: UnreadableReason, error?: z.ZodError): { kind: 'unreadable'; reason: UnreadableReason; detail: string } {
  const places = error?.issues.map((issue) => `${issue.path.map(placeName).join('.') || '(record)'}: ${issue.code}`) ?? [];
  return { kind: 'unreadable', reason, detail: places.slice(0, 10).join('; ') };
}

/** The sender chooses the keys of a map such as `labels`; only what could be a name of ours is repeated. */
function placeName(segment: PropertyKey): string {
  return /^[a-z0-9_-]{1,40}$/.test(String(segment)) ? String(segment) : '*';
}
