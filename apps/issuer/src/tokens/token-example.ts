import type { IssuedView } from './issued-view.js';
import type { TokenView } from './token-view.js';

/** For the OpenAPI document. */
export const tokenExample: TokenView = {
  id: '1CYbPnAsKhSwI4xdQ8Qd5k',
  customer_id: '1CYbP6tN0m5GZ1p9LqWc7A',
  service_account_id: '1CYbPnAsKhSwI4xdQ8Qd5m',
  name: 'deploy',
  role: 'engineer',
  roles: [{ id: 'engineer', name: 'engineer' }],
  scope: 'global',
  limit_services: true,
  services: ['SU1Z0isxPaozGVKXdv0eY'],
  limit_workspaces: true,
  workspaces: [],
  allowed_cidrs: ['203.0.113.0/24'],
  not_before: null,
  expires_at: '2027-01-01T00:00:00.000Z',
  notify_days: [30, 7],
  status: 'active',
  created_at: '2026-10-01T08:30:00.000Z',
  revoked_at: null,
  creator_id: '1CYbPnAsKhSwI4xdQ8Qd5n',
  parent_id: '1CYbPnAsKhSwI4xdQ8Qd5o',
  family_id: '1CYbPnAsKhSwI4xdQ8Qd5k',
  predecessor_id: null,
  successor_id: null,
  last_used_at: '2026-11-20T10:15:00.000Z',
  ip: '203.0.113.7',
  user_agent: 'deploy/1.4',
  labels: { team: 'edge' },
  tls_access: false,
};

export const issuedExample: IssuedView = { ...tokenExample, access_token: 'lka_…', last_used_at: null, ip: null, user_agent: null };
