import type { Grant } from '@latchkey/access';
import type { TokenState } from '@latchkey/contracts';
import { digestToken, mintId, mintToken } from '@latchkey/tokens';

/** Rights of a plain CI job: may purge by key on every service, from anywhere, for ever. */
export function aGrant(overrides: Partial<Grant> = {}): Grant {
  return {
    permissions: ['purge:select'],
    services: null,
    workspaces: null,
    networks: null,
    not_before: null,
    expires_at: null,
    ...overrides,
  };
}

/** The first state of an active customer token that has a secret nobody knows. */
export function aTokenState(overrides: Partial<TokenState> = {}): TokenState {
  return {
    id: mintId(),
    digest: digestToken(mintToken()),
    customer_id: mintId(),
    platform: false,
    service_account_id: mintId(),
    name: 'ci',
    labels: {},
    grant: aGrant(),
    status: 'active',
    notify_days: null,
    created_at: '2026-01-01T00:00:00.000Z',
    changed_at: '2026-01-01T00:00:00.000Z',
    sequence: 1,
    ...overrides,
  };
}
