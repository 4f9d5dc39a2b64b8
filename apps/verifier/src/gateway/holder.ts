import { type RefusalReason, refusalReasons } from '@latchkey/access';
import { grantOf, type Keyring, type KeyringEntry } from '@latchkey/keyring';
import { whyRefused } from '@latchkey/runtime';
import { digestToken } from '@latchkey/tokens';
import { type Judgement, judge, refuse } from '../verify/judge.js';
import type { VerdictReason } from '../verify/verify.schema.js';
import type { Target } from './path-rules.js';

/** Whose token was presented. */
export interface Holder {
  readonly tokenId: string;
  readonly customerId: string;
  readonly serviceAccountId: string;
  readonly permissions: readonly string[];
  /** Epoch milliseconds; Infinity for never. */
  readonly expiresAt: number;
}

/** What the keyring says of a secret. All that a gateway reads of the keyring is read here. */
export class FoundToken {
  readonly holder: Holder;

  private constructor(private readonly entry: KeyringEntry) {
    const { id: tokenId, customerId, serviceAccountId, rights, grant } = entry;
    this.holder = { tokenId, customerId, serviceAccountId, permissions: rights.permissions, expiresAt: grant.expiresAt };
  }

  static find(keyring: Keyring, secret: string): FoundToken | undefined {
    const entry = keyring.find(digestToken(secret));
    return entry && new FoundToken(entry);
  }

  judge({ permission, service_id, workspace_id }: Target, ip: string | undefined): Judgement {
    const request = { token: '', permission, service_id, workspace_id, ip };
    if (this.entry.unreadable) return refuse('state_unreadable', request);
    return judge({ grant: this.entry.grant, status: this.entry.status }, request, new Date());
  }

  /** For the holder, where that says more than the reason alone. */
  why(reason: VerdictReason): string | undefined {
    return isRefusal(reason) ? whyRefused(reason, grantOf(this.entry), new Date(this.entry.changedAt).toISOString()) : undefined;
  }
}

function isRefusal(reason: VerdictReason): reason is RefusalReason {
  return (refusalReasons as readonly string[]).includes(reason);
}
