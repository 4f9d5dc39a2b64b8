import { decodeEvent, encodeEvent, type IncomingRecord, type OutgoingRecord, tokenHeartbeat, type TokenState, tokenState } from '@latchkey/contracts';
import type { ReplicaSignal } from '@latchkey/kafka';

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

/** What the transport makes of records that follow one another in a partition; a record without a key may come, too. */
export function batchOf(records: readonly (Omit<OutgoingRecord, 'key'> & { key: string | null })[], partition = 0): ReplicaSignal<'token-state'> {
  const received = records.map(({ key, value, headers }, offset) => {
    const raw: IncomingRecord = { key, value: value === null ? null : Buffer.from(value), headers };
    return { offset: BigInt(offset), timestamp: 0, raw, decoded: decodeEvent([tokenState, tokenHeartbeat], raw) };
  });
  const end = BigInt(records.length);
  return { kind: 'batch', batch: { topic: 'token-state', partition, records: received, fromOffset: 0n, nextOffset: end, endOffset: end } };
}
