import type { DataOf, tokenExpired } from '@latchkey/contracts';

/** What is known of a token beside its state. */
export interface TokenContext {
  readonly serviceAccountName: string | null;
  readonly usedAt: Date | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly serviceId: string | null;
  /** It has a successor that is in use: nobody has to do anything. */
  readonly succeeded: boolean;
}

/** Columns of it; `last_use` is joined. */
export const contextOf = (token: string): string => `
  (select name from notifier.service_accounts account where account.id = ${token}.service_account_id) as "serviceAccountName",
  last_use.used_at as "usedAt", last_use.ip, last_use.user_agent as "userAgent", last_use.service_id as "serviceId",
  exists (select from notifier.successions succession join notifier.last_uses use on use.token_id = successor_id where succession.token_id = ${token}.id) as succeeded`;

export function lastUsed({ usedAt, ip, userAgent, serviceId }: TokenContext): DataOf<typeof tokenExpired>['last_used'] {
  return usedAt && { at: usedAt.toISOString(), ip, user_agent: userAgent, service_id: serviceId };
}
