import { encodeEvent, type OutgoingRecord, tokenUsed, usageDropped, verificationUnknown } from '@latchkey/contracts';
import { recordable } from '@latchkey/runtime';
import type { Delta, Dropped, UnknownUse, Use } from './usage-tally.js';

/** As the contract has it. What breaks that could never be sent, and would hold up all that follows. */
const maxServiceId = 255;

/** Which verifier tells. */
export interface Teller {
  readonly instance: string;
  /** Whose is what is of no token; `null` while nobody of the platform has called. */
  readonly platformCustomerId: string | null;
}

/** As token-usage has it; told again, it carries the same id. */
export function recordOf(told: Delta | Dropped, teller: Teller): OutgoingRecord {
  if (!('use' in told)) return droppedRecord(told, teller);
  return isOfToken(told) ? usedRecord(told, teller) : unknownRecord(told as Delta<UnknownUse>, teller);
}

function droppedRecord({ count, firstAt, lastAt, part }: Dropped, { instance, platformCustomerId }: Teller): OutgoingRecord {
  const time = instant(lastAt);
  const data = { verifier: instance, customer_id: platformCustomerId, count, first_dropped_at: instant(firstAt), last_dropped_at: time };
  return encodeEvent(usageDropped, { id: `${instance}/dropped/${part}`, source: 'verifier', time, subject: instance, data });
}

function usedRecord({ use, minute, count, lastUsedAt, last, part }: Delta<Use>, { instance }: Teller): OutgoingRecord {
  const start = instant(minute);
  const time = instant(lastUsedAt);
  return encodeEvent(tokenUsed, {
    id: `${instance}/${use.tokenId}/${start}/${part}`,
    source: 'verifier',
    time,
    subject: use.tokenId,
    data: {
      token_id: use.tokenId,
      customer_id: use.customerId,
      service_account_id: use.serviceAccountId,
      verifier: instance,
      minute: start,
      outcome: use.reason === null ? 'allowed' : 'refused',
      reason: use.reason,
      count,
      last_used_at: time,
      last_ip: last.ip,
      last_user_agent: last.userAgent,
      last_service_id: recordable(last.serviceId, maxServiceId),
    },
  });
}

function unknownRecord({ use, minute, count, lastUsedAt, last, part }: Delta<UnknownUse>, { instance, platformCustomerId }: Teller): OutgoingRecord {
  const start = instant(minute);
  const time = instant(lastUsedAt);
  return encodeEvent(verificationUnknown, {
    id: `${instance}/unknown/${start}/${part}`,
    source: 'verifier',
    time,
    subject: instance,
    data: {
      verifier: instance,
      customer_id: platformCustomerId,
      minute: start,
      reason: use.reason,
      count,
      last_seen_at: time,
      last_ip: last.ip,
      last_user_agent: last.userAgent,
    },
  });
}

function isOfToken(delta: Delta): delta is Delta<Use> {
  return delta.use.tokenId !== null;
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
