import type { Permission } from './permission.js';

/** What a token may do: effective rights, as they travel on token-state. On a dimension `null` means all and `[]` none; instants are RFC 3339 UTC. */
export interface Grant {
  permissions: Permission[];
  services: string[] | null;
  workspaces: string[] | null;
  networks: string[] | null;
  not_before: string | null;
  expires_at: string | null;
}

/** `expired` is no status: it follows from `expires_at`. */
export type TokenStatus = 'active' | 'suspended' | 'revoked';
