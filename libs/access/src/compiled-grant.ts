import { type AddressSet, addressSet } from './address-set.js';
import type { Grant } from './grant.js';
import { isPattern, matches, type Permission } from './permission.js';

/** What a grant allows, whenever it holds. */
export type Rights = Omit<Grant, 'not_before' | 'expires_at'>;

/** Epoch milliseconds: from `notBefore` on and no longer at `expiresAt`; without bound they are infinite. */
export interface TimeWindow {
  readonly notBefore: number;
  readonly expiresAt: number;
}

/** Rights made ready to be asked many times: nothing is parsed per question. A part that cannot be read allows nothing. Grants of different times may share them. */
export class CompiledRights {
  readonly permissions: ReadonlySet<Permission>;
  readonly services: ReadonlySet<string> | null;
  readonly workspaces: ReadonlySet<string> | null;
  readonly networks: AddressSet | null;
  private readonly patterns: readonly string[];

  constructor(rights: Rights) {
    this.permissions = new Set(rights.permissions);
    this.patterns = rights.permissions.filter(isPattern);
    this.services = rights.services && new Set(rights.services);
    this.workspaces = rights.workspaces && new Set(rights.workspaces);
    this.networks = rights.networks && addressSet(rights.networks);
  }

  holds(permission: Permission): boolean {
    return this.permissions.has(permission) || this.patterns.some((pattern) => matches(pattern, permission));
  }
}

/** Compiled rights together with when they hold: all that a request is judged by. */
export class CompiledGrant implements TimeWindow {
  readonly notBefore: number;
  readonly expiresAt: number;

  constructor(
    private readonly rights: CompiledRights,
    { notBefore, expiresAt }: TimeWindow,
  ) {
    this.notBefore = notBefore;
    this.expiresAt = expiresAt;
  }

  get permissions(): ReadonlySet<Permission> {
    return this.rights.permissions;
  }

  get services(): ReadonlySet<string> | null {
    return this.rights.services;
  }

  get workspaces(): ReadonlySet<string> | null {
    return this.rights.workspaces;
  }

  get networks(): AddressSet | null {
    return this.rights.networks;
  }

  holds(permission: Permission): boolean {
    return this.rights.holds(permission);
  }
}

export function compileGrant(grant: Grant | CompiledGrant): CompiledGrant {
  return grant instanceof CompiledGrant ? grant : new CompiledGrant(new CompiledRights(grant), timeWindow(grant));
}

/** When the grant holds; never, where that cannot be read. */
export function timeWindow({ not_before, expires_at }: Pick<Grant, 'not_before' | 'expires_at'>): TimeWindow {
  return { notBefore: epoch(not_before, -Infinity, Infinity), expiresAt: epoch(expires_at, Infinity, -Infinity) };
}

function epoch(instant: string | null, absent: number, unreadable: number): number {
  if (instant === null) return absent;
  const milliseconds = Date.parse(instant);
  return Number.isNaN(milliseconds) ? unreadable : milliseconds;
}
