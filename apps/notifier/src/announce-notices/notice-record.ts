import { encodeEvent, tokenExpired, tokenExpiring } from '@latchkey/contracts';
import type { OutgoingRecord } from '@latchkey/contracts';
import type { DueNotice } from './due-notices.js';
import { lastUsed } from './token-context.js';

/** Its time is when it was due, not when it was sent: a repeat, even from a schedule built anew, is the same event. */
export function noticeRecord(notice: DueNotice): OutgoingRecord {
  const envelope = { id: notice.id, source: 'notifier', time: notice.dueAt.toISOString(), subject: notice.tokenId };
  const data = {
    token_id: notice.tokenId,
    customer_id: notice.customerId,
    service_account_id: notice.serviceAccountId,
    token_name: notice.name,
    labels: notice.labels,
    expires_at: notice.expiresAt.toISOString(),
    service_account_name: notice.serviceAccountName,
    last_used: lastUsed(notice),
  };
  if (notice.thresholdDays === null) return encodeEvent(tokenExpired, { ...envelope, data });
  const rotate = { method: 'POST' as const, path: `/automation-tokens/${notice.tokenId}/rotate` };
  return encodeEvent(tokenExpiring, { ...envelope, data: { ...data, threshold_days: notice.thresholdDays, rotate } });
}
