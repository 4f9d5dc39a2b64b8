import { activityReported, encodeEvent, fields, type OutgoingRecord } from '@latchkey/contracts';
import type { Origin, TokenCaller } from '@latchkey/runtime';

export type ReadKind = 'list' | 'get' | 'stream' | 'export' | 'summary' | 'proof';

/** What one caller read in one way within a while. */
export interface Read {
  readonly id: string;
  readonly caller: TokenCaller;
  readonly origin: Origin;
  readonly kind: ReadKind;
  /** Whose log. */
  readonly customerId: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly firstAt: number;
  requests: number;
  events: number;
}

/** It stands in the log of the reader’s own customer, in the trail of its token, under the time of the first request. */
export function readRecord({ id, caller, origin, kind, customerId, query, firstAt, requests, events }: Read): OutgoingRecord {
  return encodeEvent(activityReported, {
    ...{ id, source: 'auditor', time: new Date(firstAt).toISOString(), subject: caller.tokenId },
    data: {
      customer_id: caller.customerId,
      token_id: caller.tokenId,
      service_account_id: caller.serviceAccountId,
      action: 'audit.read',
      target: { type: 'audit_log', id: customerId },
      service_id: null,
      outcome: 'success',
      reason: null,
      ip: origin.ip,
      user_agent: origin.userAgent,
      request_id: origin.requestId,
      details: { kind, query, requests, events },
      reported_by: fields.systemActor('auditor'),
    },
  });
}
