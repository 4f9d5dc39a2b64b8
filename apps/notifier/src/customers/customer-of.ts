import { RuntimeError } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';

/** Invariant 9. One answer for a customer that is not there and for one that the caller must not know of. */
export function customerOf(caller: Caller, { customer_id: named = caller.customerId }: { readonly customer_id?: string | undefined }): string {
  if (caller.platform || named === caller.customerId) return named;
  throw new RuntimeError('not_found', { detail: '`customer_id` names no customer that you may see.' });
}

/** Of which customer alone the caller may see things; `null` is any. */
export function sightOf({ platform, customerId }: Caller): string | null {
  return platform ? null : customerId;
}
