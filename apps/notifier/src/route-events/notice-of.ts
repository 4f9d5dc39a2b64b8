import type { AnyContract, DataOf, EventOf, tokenExpired } from '@latchkey/contracts';
import type { Notice } from '../channels/notice.js';

export type TokenEvent = EventOf<Extract<AnyContract, { topic: 'token-events' }>>;

/** When tokens end, as far as token-state has told; `null` is never. */
export type Expiries = ReadonlyMap<string, Date | null>;

/** What an event tells the people who own its token; undefined where nobody can subscribe to it. */
export function noticeOf(event: TokenEvent, expiries: Expiries): Notice | undefined {
  switch (event.type) {
    case 'token.expiring.v1':
      return notice(event, event.type, { ...about(event, event.data.expires_at), ...known(event), expires_at: event.data.expires_at, threshold_days: event.data.threshold_days });
    case 'token.expired.v1':
      return notice(event, event.type, { ...about(event, event.data.expires_at), ...known(event), expires_at: event.data.expires_at });
    case 'token.unused.v1':
      return notice(event, event.type, { ...about(event, event.data.expires_at), ...known(event), unused_days: event.data.unused_days });
    case 'token.issued.v1':
      return notice(event, event.type, { ...about(event, event.data.grant.expires_at, event.data.service_account_name), actor: event.data.actor });
    case 'token.revoked.v1':
      return notice(event, event.type, { ...about(event, event.data.expires_at), actor: event.data.actor, reason: event.data.reason });
    case 'token.rotated.v1': {
      const { actor, successor_id, ends_at } = event.data;
      return notice(event, event.type, { ...about(event, ends_at), actor, successor_id, ends_at });
    }
    case 'token.suspended.v1':
      return notice(event, event.type, { ...about(event, expiryOf(event, expiries)), actor: event.data.actor });
    case 'token.leaked.v1': {
      const { found_in, url, reporter } = event.data;
      return notice(event, event.type, { ...about(event, expiryOf(event, expiries)), found_in, url, reporter });
    }
    case 'token.predecessor-used.v1': {
      const { successor_id, late, used_at, ip, user_agent, service_id, count } = event.data;
      return notice(event, event.type, { ...about(event, expiryOf(event, expiries)), successor_id, late, used_at, ip, user_agent, service_id, count });
    }
    case 'token.refused-often.v1': {
      const { count, since, reason, ip } = event.data;
      return notice(event, event.type, { ...about(event, expiryOf(event, expiries)), count, since, reason, ip });
    }
    case 'token.updated.v1':
    case 'token.resumed.v1':
    case 'customer.created.v1':
    case 'customer.updated.v1':
    case 'customer.offboarded.v1':
    case 'customer.erased.v1':
    case 'service-account.created.v1':
    case 'service-account.updated.v1':
    case 'service-account.deleted.v1':
      return undefined;
  }
}

interface OfToken {
  readonly token_id: string;
  readonly token_name: string;
  readonly customer_id: string;
  readonly service_account_id: string;
  readonly labels: Record<string, string>;
}
type About = Omit<Notice['data'], 'actor'>;

/** The id of a token whose end only token-state tells. */
export function lacksExpiry(event: TokenEvent): string | undefined {
  const lacking: readonly string[] = ['token.suspended.v1', 'token.leaked.v1', 'token.predecessor-used.v1', 'token.refused-often.v1'];
  return lacking.includes(event.type) && 'token_id' in event.data ? event.data.token_id : undefined;
}

function about({ data }: { readonly data: OfToken }, expiresAt: string | null, accountName: string | null = null): Pick<About, 'token_id' | 'token_name' | 'customer_id' | 'service_account' | 'labels' | 'expires_at' | 'last_use'> {
  const { token_id, token_name, customer_id, service_account_id: id, labels } = data;
  return { token_id, token_name, customer_id, service_account: { id, name: accountName }, labels, expires_at: expiresAt, last_use: null };
}

/** What a notice of ours tells beside. */
function known({ data }: { readonly data: Pick<DataOf<typeof tokenExpired>, 'service_account_id' | 'service_account_name' | 'last_used'> }): Pick<About, 'service_account' | 'last_use'> {
  const { service_account_id: id, service_account_name: name, last_used: used } = data;
  return { service_account: { id, name }, last_use: used && { at: used.at, ip: used.ip, user_agent: used.user_agent } };
}

function expiryOf({ data }: { readonly data: OfToken }, expiries: Expiries): string | null {
  return expiries.get(data.token_id)?.toISOString() ?? null;
}

function notice<Type extends Notice['type']>({ id, time }: TokenEvent, type: Type, data: Extract<Notice, { type: Type }>['data']): Extract<Notice, { type: Type }> {
  return { type, event_id: id, time, data } as Extract<Notice, { type: Type }>;
}
