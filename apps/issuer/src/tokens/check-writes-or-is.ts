import { compileGrant } from '@latchkey/access';
import { insufficientScope } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';

/** Throws unless the caller holds `token:write`, or is the token itself: whoever holds a token may always replace it by no more than it is, or give it up. */
export function checkWritesOrIs(caller: Caller, tokenId: string): void {
  const itself = caller.kind === 'token' && caller.tokenId === tokenId;
  if (!itself && !compileGrant(caller.grant).holds('token:write')) throw insufficientScope(['token:write']);
}
