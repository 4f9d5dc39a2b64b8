import { encodeEvent, type OutgoingRecord, tokenExpired, tokenHeartbeat } from '@latchkey/contracts';
import { mintId } from '@latchkey/tokens';

const time = '2026-01-01T00:00:00.000Z';

/** A readable record of token-events, told apart by its id. */
export function anEvent(id: string, partition = 0): OutgoingRecord {
  const tokenId = mintId();
  const about = { token_id: tokenId, customer_id: mintId(), service_account_id: mintId(), token_name: 'ci', labels: {} };
  const data = { ...about, expires_at: time, service_account_name: null, last_used: null };
  return encodeEvent(tokenExpired, { id, source: 'test', time, subject: tokenId, data }, partition);
}

/** A readable record of token-state. */
export function aHeartbeat(partition: number, generation = '0197f3c2-0000-7000-8000-000000000000'): OutgoingRecord {
  return encodeEvent(tokenHeartbeat, { id: mintId(), source: 'test', time, data: { as_of: time, generation, partition } }, partition);
}

/** A record of token-events that breaks its contract. */
export function junk(value: string, partition = 0): OutgoingRecord {
  return { topic: 'token-events', key: 'k', value, headers: { ce_id: 'junk' }, partition };
}
