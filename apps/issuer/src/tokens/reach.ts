import { RuntimeError } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';

/** Invariant 9: a caller reaches its own customer, a platform caller every one. */
export function reaches(caller: Caller, customerId: string): boolean {
  return caller.platform || caller.customerId === customerId;
}

/** One answer for what is not there and for what the caller must not know of, so that it cannot tell the two apart. */
export function notFound(detail?: string): RuntimeError {
  return new RuntimeError('not_found', detail === undefined ? {} : { detail });
}
