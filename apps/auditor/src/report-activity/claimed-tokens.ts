import { Keyring, type KeyringEntry } from '@latchkey/keyring';
import { RuntimeError } from '@latchkey/runtime';
import { Inject, Injectable } from '@nestjs/common';

/** What a service says of whose token it is. */
export interface Claim {
  readonly customer_id: string;
  readonly token_id: string;
  readonly service_account_id: string | null;
}

export type KnownToken = Pick<KeyringEntry, 'customerId' | 'serviceAccountId' | 'name'>;

/** As it is known; `unknown` where nothing is, as from seven days after a token’s end; `another` where it is of another customer or service account than was said. */
export type ClaimedToken = KnownToken | 'unknown' | 'another';

/** What is asked of the keyring. */
export interface KnownTokens {
  readonly ready: boolean;
  findById(id: string): KnownToken | undefined;
}

/** Holds what services say of tokens against the keyring. */
@Injectable()
export class ClaimedTokens {
  constructor(@Inject(Keyring) private readonly keyring: KnownTokens) {}

  /** Throws `not_ready` while the keyring cannot know: to believe what was said would show it to whoever was named. */
  find({ customer_id: customer, token_id: id, service_account_id: account }: Claim): ClaimedToken {
    if (!this.keyring.ready) throw new RuntimeError('not_ready');
    const token = this.keyring.findById(id);
    if (!token) return 'unknown';
    const asSaid = token.customerId === customer && (account === null || token.serviceAccountId === account);
    return asSaid ? token : 'another';
  }
}
