import { encodeEvent, tokenState } from '@latchkey/contracts';
import type { OutgoingRecord, TokenState } from '@latchkey/contracts';
import { grantOf } from './token-grant.js';
import type { TokenEntity } from './token.entity.js';

/** What every other service may know of a token. */
export function toTokenState(token: TokenEntity): TokenState {
  return {
    id: token.id,
    digest: token.digest,
    customer_id: token.customerId,
    platform: token.platform,
    service_account_id: token.serviceAccountId,
    name: token.name,
    labels: token.labels,
    grant: grantOf(token),
    status: token.status,
    notify_days: token.notifyDays,
    created_at: token.createdAt.toISOString(),
    changed_at: token.changedAt.toISOString(),
    sequence: token.sequence,
  };
}

/** One state has one event id, however often it is sent. */
export function stateRecord(token: TokenEntity): OutgoingRecord {
  const data = toTokenState(token);
  return encodeEvent(tokenState, {
    id: `${data.id}@${data.sequence}`,
    source: 'issuer',
    time: data.changed_at,
    subject: data.id,
    data,
  });
}
