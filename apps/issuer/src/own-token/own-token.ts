import type { Caller } from '@latchkey/runtime';
import { notFound } from '../tokens/reach.js';

/** The id of the token that came with the request. */
export function ownTokenId(caller: Caller): string {
  if (caller.kind === 'token') return caller.tokenId;
  throw notFound('You are here as a person, who has no token.');
}
