import { type Rights, timeWindow, type TimeWindow, type TokenStatus } from '@latchkey/access';
import type { TokenState } from '@latchkey/contracts';

/** What the index takes of a token's state. Instants in epoch milliseconds. */
export interface IndexedState extends TimeWindow {
  readonly id: string;
  /** SHA-256 in lower-case hex. */
  readonly digest: string;
  readonly customerId: string;
  readonly serviceAccountId: string;
  readonly platform: boolean;
  readonly name: string;
  readonly status: TokenStatus;
  readonly rights: Rights;
  readonly changedAt: number;
  readonly sequence: number;
}

export function indexedState(state: TokenState): IndexedState {
  const { id, digest, customer_id: customerId, service_account_id: serviceAccountId, platform, name, status, grant, sequence } = state;
  const { permissions, services, workspaces, networks } = grant;
  const rights = { permissions, services, workspaces, networks };
  const { notBefore, expiresAt } = timeWindow(grant);
  return { id, digest, customerId, serviceAccountId, platform, name, status, rights, notBefore, expiresAt, changedAt: Date.parse(state.changed_at), sequence };
}
