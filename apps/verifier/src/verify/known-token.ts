import type { CompiledGrant, Grant, TokenStatus } from '@latchkey/access';
import { grantOf, type KeyringEntry } from '@latchkey/keyring';

/** A token as this verifier knows it. */
export interface KnownToken {
  readonly id: string;
  readonly customerId: string;
  readonly serviceAccountId: string;
  readonly status: TokenStatus;
  readonly sequence: number;
  readonly grant: Grant;
  readonly compiled: CompiledGrant;
  /** Its latest state breaks its contract. */
  readonly unreadable: boolean;
}

/** All that is read of an entry of the keyring, save by the gateways, is read here. */
export function factsOf(entry: KeyringEntry): KnownToken {
  const { id, customerId, serviceAccountId, status, sequence, grant: compiled, unreadable } = entry;
  return { id, customerId, serviceAccountId, status, sequence, grant: grantOf(entry), compiled, unreadable };
}
