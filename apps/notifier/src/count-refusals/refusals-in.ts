import { isIP } from 'node:net';
import type { ReceivedRecord } from '@latchkey/kafka';
import { recordable } from '@latchkey/runtime';

/** How often one token was refused for one reason in one hour, and what is known of the last time. */
export interface Refusals {
  readonly tokenId: string;
  readonly reason: string;
  readonly hour: Date;
  readonly count: number;
  readonly at: Date;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

const hourMs = 60 * 60 * 1000;
const [maxReason, maxUserAgent] = [50, 512];

/** What these records add, by token, reason and hour. A verifier whose clock is ahead counts as of now. */
export function refusalsIn(records: readonly ReceivedRecord<'token-usage'>[], now: Date): Refusals[] {
  const sums = new Map<string, Refusals>();
  for (const refused of records.flatMap((record) => refusalOf(record, now))) {
    const key = `${refused.tokenId}/${refused.reason}/${refused.hour.getTime()}`;
    const before = sums.get(key);
    sums.set(key, before ? { ...latest(before, refused), count: before.count + refused.count } : refused);
  }
  return [...sums.values()];
}

function refusalOf({ decoded }: ReceivedRecord<'token-usage'>, now: Date): Refusals[] {
  if (decoded.kind !== 'event' || decoded.event.type !== 'token.used.v1') return [];
  const { token_id, outcome, reason, count, last_used_at, last_ip, last_user_agent } = decoded.event.data;
  if (outcome !== 'refused') return [];
  const at = new Date(Math.min(Date.parse(last_used_at), now.getTime()));
  return [
    {
      tokenId: token_id,
      reason: recordable(reason, maxReason) ?? 'refused',
      hour: new Date(at.getTime() - (at.getTime() % hourMs)),
      count,
      at,
      ip: last_ip !== null && isIP(last_ip) !== 0 ? last_ip : null,
      userAgent: recordable(last_user_agent, maxUserAgent),
    },
  ];
}

function latest(one: Refusals, other: Refusals): Refusals {
  return other.at >= one.at ? other : one;
}
