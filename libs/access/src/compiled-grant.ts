import { type AddressSet, addressSet } from './address-set.js';
import type { Grant } from './grant.js';
import { isPattern, matches, type Permission } from './permission.js';

/** A grant made ready to be asked many times: nothing is parsed per question. A part that cannot be read allows nothing. */
export class CompiledGrant {
  readonly permissions: ReadonlySet<Permission>;
  readonly services: ReadonlySet<string> | null;
  readonly workspaces: ReadonlySet<string> | null;
  readonly networks: AddressSet | null;
  /** Epoch milliseconds; the grant holds from `notBefore` on and no longer at `expiresAt`. */
  readonly notBefore: number;
  readonly expiresAt: number;
  private readonly patterns: readonly string[];

  constructor(grant: Grant) {
    this.permissions = new Set(grant.permissions);
    this.patterns = grant.permissions.filter(isPattern);
    this.services = grant.services && new Set(grant.services);
    this.workspaces = grant.workspaces && new Set(grant.workspaces);
    this.networks = grant.networks && addressSet(grant.networks);
    this.notBefore = epoch(grant.not_before, -Infinity, Infinity);
    this.expiresAt = epoch(grant.expires_at, Infinity, -Infinity);
  }

  holds(permission: Permission): boolean {
    return this.permissions.has(permission) || this.patterns.some((pattern) => matches(pattern, permission));
  }
}

export function compileGrant(grant: Grant | CompiledGrant): CompiledGrant {
  return grant instanceof CompiledGrant ? grant : new CompiledGrant(grant);
}

function epoch(instant: string | null, absent: number, unreadable: number): number {
  if (instant === null) return absent;
  const milliseconds = Date.parse(instant);
  return Number.isNaN(milliseconds) ? unreadable : milliseconds;
}
