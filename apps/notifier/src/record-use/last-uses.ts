import { isIP } from 'node:net';
import type { ReceivedRecord } from '@latchkey/kafka';
import { maxUserAgent, recordable } from '@latchkey/runtime';

/** An allowed use of a token, and what is known of it. */
export interface LastUse {
  readonly tokenId: string;
  readonly at: Date;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly serviceId: string | null;
}

const maxServiceId = 255;

/** The last allowed use of each token that the records tell of. None is later than `now`: a clock ahead of ours would hide every use until that time. */
export function lastUsesIn(records: readonly ReceivedRecord<'token-usage'>[], now: Date): LastUse[] {
  const last = new Map<string, LastUse>();
  for (const { decoded } of records) {
    if (decoded.kind !== 'event' || decoded.event.type !== 'token.used.v1' || decoded.event.data.outcome !== 'allowed') continue;
    const { data } = decoded.event;
    const told = new Date(data.last_used_at);
    const use: LastUse = {
      tokenId: data.token_id,
      at: told < now ? told : now,
      ip: data.last_ip !== null && isIP(data.last_ip) !== 0 ? data.last_ip : null,
      userAgent: recordable(data.last_user_agent, maxUserAgent),
      serviceId: recordable(data.last_service_id, maxServiceId),
    };
    const before = last.get(use.tokenId);
    if (!before || before.at < use.at) last.set(use.tokenId, use);
  }
  return [...last.values()];
}
