import { readRecord, type UnreadRecord } from '@latchkey/kafka';
import { type IndexedState, indexedState } from '../token-index/indexed-state.js';
import { quickState } from './quick-state.js';

/** What a record of token-state says to an index. */
export type FeedRecord =
  | { readonly kind: 'state'; readonly state: IndexedState }
  | { readonly kind: 'heartbeat'; readonly generation: string; readonly asOf: number }
  | { readonly kind: 'tombstone' | 'unreadable'; readonly key: string | null };

/** Reads a record as its contract says, most of them without asking it. */
export function readFeedRecord(record: UnreadRecord): FeedRecord {
  const state = quickState(record);
  return state ? { kind: 'state', state } : readByContract(record);
}

/** By the schema, which decides wherever it is asked. */
export function readByContract(record: UnreadRecord): FeedRecord {
  const { raw, decoded } = readRecord('token-state', record);
  if (decoded.kind !== 'event') return { kind: decoded.kind, key: raw.key };
  const { event } = decoded;
  if (event.type === 'token.state.v1') return { kind: 'state', state: indexedState(event.data) };
  return { kind: 'heartbeat', generation: event.data.generation, asOf: Date.parse(event.data.as_of) };
}
