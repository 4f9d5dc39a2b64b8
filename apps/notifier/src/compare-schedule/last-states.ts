import { createHash } from 'node:crypto';
import type { TokenState } from '@latchkey/contracts';
import type { Batch } from '@latchkey/kafka';
import canonicalize from 'canonicalize';
import type { ScheduledToken } from '../schedule/scheduled-token.js';

/** What the schedule keeps of a state, in what little memory it takes to be compared. */
export interface Fingerprint {
  readonly sequence: number;
  readonly hash: string;
}

/** What of a token in the schedule stands in its state: neither what its schedules give it nor since when the notifier has known it. */
type Told = Pick<ScheduledToken, 'sequence' | 'customerId' | 'serviceAccountId' | 'name' | 'labels' | 'status' | 'expiresAt' | 'notifyDays'>;

export function fingerprintOf({ sequence, customerId, serviceAccountId, name, labels, status, expiresAt, notifyDays }: Told): Fingerprint {
  const told = { customerId, serviceAccountId, name, labels, status, expiresAt: expiresAt?.toISOString() ?? null, notifyDays };
  return { sequence, hash: createHash('sha256').update(canonicalize(told) ?? '').digest('base64') };
}

/** The last readable state of each token, as far as token-state was read: what cannot be read leaves the schedule as it is. */
export class LastStates {
  private readonly lasts = new Map<string, Fingerprint>();

  take({ records }: Batch<'token-state'>): void {
    for (const { raw, decoded } of records) {
      if (decoded.kind === 'tombstone') this.lasts.delete(raw.key ?? '');
      else if (decoded.kind === 'event' && decoded.event.type === 'token.state.v1') this.enter(decoded.event.data);
    }
  }

  of(tokenId: string): Fingerprint | undefined {
    return this.lasts.get(tokenId);
  }

  get tokenIds(): string[] {
    return [...this.lasts.keys()];
  }

  private enter(state: TokenState): void {
    this.lasts.set(state.id, fingerprintOf(toldOf(state)));
  }
}

function toldOf({ sequence, customer_id, service_account_id, name, labels, status, grant, notify_days }: TokenState): Told {
  const expiresAt = grant.expires_at === null ? null : new Date(grant.expires_at);
  return { sequence, customerId: customer_id, serviceAccountId: service_account_id, name, labels, status, expiresAt, notifyDays: notify_days };
}
