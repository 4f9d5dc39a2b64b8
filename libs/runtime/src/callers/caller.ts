import type { Grant, TokenStatus } from '@latchkey/access';
import type { FastifyRequest } from 'fastify';

interface AnyCaller {
  readonly customerId: string;
  readonly name: string;
  /** Of the platform customer: it may act across customers. */
  readonly platform: boolean;
  readonly grant: Grant;
}

/** Whose token came with the request. */
export interface TokenCaller extends AnyCaller {
  readonly kind: 'token';
  readonly tokenId: string;
  readonly serviceAccountId: string;
}

/** Who came with a JWT of an identity provider. */
export interface PersonCaller extends AnyCaller {
  readonly kind: 'person';
  /** 22 base62 characters, the same for the same subject of the same provider. */
  readonly personId: string;
}

export type Caller = TokenCaller | PersonCaller;

export interface FoundCaller {
  readonly caller: TokenCaller;
  readonly status: TokenStatus;
  /** RFC 3339: when it was last changed, and so since when, at the latest, it is revoked. */
  readonly changedAt: string;
}

/** Where a service looks its callers up: the issuer in its database, all others in their keyring. Throws `not_ready` while it cannot know. */
export interface CallerDirectory {
  find(digest: string): Promise<FoundCaller | undefined> | FoundCaller | undefined;
}

/** Provide a `CallerDirectory` under this token. */
export const CALLERS = Symbol('CALLERS');

/** Where a service that takes people knows them from their JWT. */
export interface PersonDirectory {
  /** Throws a problem with its challenge where the JWT is not to be taken. */
  find(jwt: string): Promise<PersonCaller>;
}

/** Provide a `PersonDirectory` under this token; without one, no person is let in. */
export const PEOPLE = Symbol('PEOPLE');

const key = Symbol('caller');
const check = Symbol('check');

interface Called {
  [key]?: Caller;
  [check]?: () => Promise<void>;
}

export function setCaller(request: FastifyRequest & Called, caller: Caller): void {
  request[key] = caller;
}

export function callerOf(request: FastifyRequest & Called): Caller | undefined {
  return request[key];
}

export function setCheck(request: FastifyRequest & Called, holds: () => Promise<void>): void {
  request[check] = holds;
}

/** Throws what the guard would answer now: for answers that last so long that whoever asked for them may have lost the right to. */
export async function checkCaller(request: FastifyRequest & Called): Promise<void> {
  await request[check]?.();
}
