import type { TokenState } from '@latchkey/contracts';
import { indexedState } from '../src/token-index/indexed-state.js';

/** What an entry of a keyring without names is to match. */
export function entryOf(state: TokenState, { unreadable = false } = {}): object {
  const { id, customerId, serviceAccountId, platform, status, rights, notBefore, expiresAt, changedAt, sequence } = indexedState(state);
  return { id, customerId, serviceAccountId, platform, name: undefined, status, rights, grant: { notBefore, expiresAt }, changedAt, sequence, unreadable };
}
