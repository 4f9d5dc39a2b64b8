import type { CompiledGrant, Grant, Rights, TokenStatus } from '@latchkey/access';
import type { TokenIndex } from './token-index/token-index.js';

/** A token as it was last read when it was looked up: what comes later does not change it. Instants in epoch milliseconds. */
export interface KeyringEntry {
  readonly id: string;
  readonly customerId: string;
  readonly serviceAccountId: string;
  readonly platform: boolean;
  /** Kept only by a keyring with `names`. */
  readonly name: string | undefined;
  readonly status: TokenStatus;
  readonly grant: CompiledGrant;
  /** Its rights as they were written. */
  readonly rights: Rights;
  readonly changedAt: number;
  readonly sequence: number;
  /** A later record of this token could not be read, so what holds for it now is not known: it is to be refused. */
  readonly unreadable: boolean;
}

/** The token of a row that `find` has just answered. */
export function entryAt(tokens: TokenIndex, row: number): KeyringEntry {
  return {
    id: tokens.id(row),
    customerId: tokens.customerId(row),
    serviceAccountId: tokens.serviceAccountId(row),
    platform: tokens.isPlatform(row),
    name: tokens.name(row),
    status: tokens.status(row),
    grant: tokens.grant(row),
    rights: tokens.rights(row),
    changedAt: tokens.changedAt(row),
    sequence: tokens.sequence(row),
    unreadable: tokens.isUnreadable(row),
  };
}

/** The grant as it travels on token-state, its instants to the millisecond. */
export function grantOf({ rights, grant: { notBefore, expiresAt } }: KeyringEntry): Grant {
  const { permissions, services, workspaces, networks } = rights;
  return { permissions, services, workspaces, networks, not_before: instant(notBefore, -Infinity), expires_at: instant(expiresAt, Infinity) };
}

/** Throws on what is no instant, rather than taking it for one without bound. */
function instant(milliseconds: number, unbounded: number): string | null {
  return milliseconds === unbounded ? null : new Date(milliseconds).toISOString();
}
