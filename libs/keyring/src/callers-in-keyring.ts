import { type CallerDirectory, type FoundCaller, invalidToken, RuntimeError } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { grantOf } from './keyring-entry.js';
import { Keyring } from './keyring.js';

/** How a service without the issuer's database knows its callers; by their token's id where names are not kept. Throws `not_ready` until the keyring is. */
@Injectable()
export class CallersInKeyring implements CallerDirectory {
  constructor(private readonly keyring: Keyring) {}

  find(digest: string): FoundCaller | undefined {
    if (!this.keyring.ready) throw new RuntimeError('not_ready');
    const entry = this.keyring.find(digest);
    if (!entry) return undefined;
    if (entry.unreadable) throw invalidToken('what holds for this token cannot be read');
    const { id, customerId, serviceAccountId, name = id, platform, status, changedAt } = entry;
    const caller = { kind: 'token', tokenId: id, customerId, serviceAccountId, name, platform, grant: grantOf(entry) } as const;
    return { caller, status, changedAt: new Date(changedAt).toISOString() };
  }
}
