import { isIP } from 'node:net';
import type { ReceivedRecord } from '@latchkey/kafka';
import { maxUserAgent, recordable } from '@latchkey/runtime';

/** Uses of one token with one outcome: how many, and what is known of the last. */
export interface TokenUse {
  readonly tokenId: string;
  /** Why it was refused; `null` where it was allowed. */
  readonly reason: string | null;
  readonly count: number;
  readonly at: Date;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly serviceId: string | null;
}

const maxServiceId = 255;

/** What records of token-usage tell of tokens. None is later than `now`: a clock ahead of ours would hide every use until that time. */
export function usesIn(records: readonly ReceivedRecord<'token-usage'>[], now: Date): TokenUse[] {
  return records.flatMap(({ decoded }) => {
    if (decoded.kind !== 'event' || decoded.event.type !== 'token.used.v1') return [];
    const { data } = decoded.event;
    const at = new Date(data.last_used_at);
    return {
      tokenId: data.token_id,
      reason: data.outcome === 'allowed' ? null : (data.reason ?? 'refused'),
      count: data.count,
      at: at < now ? at : now,
      ip: data.last_ip !== null && isIP(data.last_ip) !== 0 ? data.last_ip : null,
      userAgent: recordable(data.last_user_agent, maxUserAgent),
      serviceId: recordable(data.last_service_id, maxServiceId),
    };
  });
}
