import type { Grant, TokenStatus } from '@latchkey/access';
import type { FastifyRequest } from 'fastify';

/** Whose token came with the request. */
export interface Caller {
  readonly tokenId: string;
  readonly customerId: string;
  readonly serviceAccountId: string;
  readonly name: string;
  /** Of the platform customer: it may act across customers. */
  readonly platform: boolean;
  readonly grant: Grant;
}

export interface FoundCaller {
  readonly caller: Caller;
  readonly status: TokenStatus;
}

/** Where a service looks its callers up: the issuer in its database, all others in their keyring. Throws `not_ready` while it cannot know. */
export interface CallerDirectory {
  find(digest: string): Promise<FoundCaller | undefined> | FoundCaller | undefined;
}

/** Provide a `CallerDirectory` under this token. */
export const CALLERS = Symbol('CALLERS');

const callers = new WeakMap<object, Caller>();

export function setCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

export function callerOf(request: FastifyRequest): Caller | undefined {
  return callers.get(request);
}
