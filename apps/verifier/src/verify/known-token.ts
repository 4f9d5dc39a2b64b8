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
  return new EntryFacts(entry);
}

class EntryFacts implements KnownToken {
  readonly id: string;
  readonly customerId: string;
  readonly serviceAccountId: string;
  readonly status: TokenStatus;
  readonly sequence: number;
  readonly compiled: CompiledGrant;
  readonly unreadable: boolean;

  constructor(private readonly entry: KeyringEntry) {
    this.id = entry.id;
    this.customerId = entry.customerId;
    this.serviceAccountId = entry.serviceAccountId;
    this.status = entry.status;
    this.sequence = entry.sequence;
    this.compiled = entry.grant;
    this.unreadable = entry.unreadable;
  }

  /** Written out only for who asks. */
  get grant(): Grant {
    return grantOf(this.entry);
  }
}
