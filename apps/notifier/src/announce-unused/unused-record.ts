import { encodeEvent, tokenUnused } from '@latchkey/contracts';
import type { OutgoingRecord } from '@latchkey/contracts';
import { lastUsed } from '../announce-notices/token-context.js';
import { unusedId } from './unused-tokens.js';
import type { UnusedToken } from './unused-tokens.js';

export function unusedRecord(token: UnusedToken): OutgoingRecord {
  const envelope = { id: unusedId(token), source: 'notifier', time: token.dueAt.toISOString(), subject: token.tokenId };
  const data = {
    token_id: token.tokenId,
    customer_id: token.customerId,
    service_account_id: token.serviceAccountId,
    token_name: token.name,
    labels: token.labels,
    expires_at: token.expiresAt?.toISOString() ?? null,
    service_account_name: token.serviceAccountName,
    last_used: lastUsed(token),
    unused_days: token.unusedDays,
    unused_since: token.since.toISOString(),
    revoke: { method: 'DELETE' as const, path: `/automation-tokens/${token.tokenId}` },
  };
  return encodeEvent(tokenUnused, { ...envelope, data });
}
