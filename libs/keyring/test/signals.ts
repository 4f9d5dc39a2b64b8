import { encodeEvent, type OutgoingRecord, tokenHeartbeat, type TokenState, tokenState } from '@latchkey/contracts';
import type { BatchOf, PlacedRecord, UnreadRecord } from '@latchkey/kafka';

const time = '2026-01-01T00:00:00.000Z';

export const generation = (n: number): string => `0197f3c2-0000-7000-8000-${String(n).padStart(12, '0')}`;

export function stateRecord(state: TokenState): OutgoingRecord {
  return encodeEvent(tokenState, { id: `${state.id}@${state.sequence}`, source: 'issuer', time: state.changed_at, subject: state.id, data: state });
}

export function heartbeat(partition: number, { of = generation(1), asOf = time } = {}): OutgoingRecord {
  return encodeEvent(tokenHeartbeat, { id: `${of}/${partition}/${asOf}`, source: 'issuer', time: asOf, data: { as_of: asOf, generation: of, partition } }, partition);
}

export function tombstone(id: string): OutgoingRecord {
  return { topic: 'token-state', key: id, value: null, headers: {} };
}

export function junk(key: string): OutgoingRecord {
  return { topic: 'token-state', key, value: 'junk', headers: {} };
}

type AnyRecord = Omit<OutgoingRecord, 'key'> & { readonly key: string | null };

/** As it comes over the wire. */
export function unread({ key, value, headers }: AnyRecord): UnreadRecord {
  const bytes = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text));
  return { key: bytes(key), value: bytes(value), headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])) };
}

/** What the transport makes of records that follow one another in a partition; a record without a key may come, too. */
export function batchOf(records: readonly AnyRecord[], partition = 0, from = 0): { kind: 'batch'; batch: BatchOf<'token-state', PlacedRecord> } {
  const end = BigInt(from + records.length);
  const placed = records.map((record, at) => ({ ...unread(record), offset: String(from + at) }));
  return { kind: 'batch', batch: { topic: 'token-state', partition, records: placed, fromOffset: BigInt(from), nextOffset: end, endOffset: end } };
}
