import { createHash } from 'node:crypto';
import { credentialsOf, Refuses, RuntimeError } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { containsSecret } from '@latchkey/tokens';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import canonicalize from 'canonicalize';
import type { FastifyRequest } from 'fastify';
import { issuerErrors } from '../issuer.errors.js';

/** A request that its caller may send again. */
export interface IdempotentRequest {
  readonly key: string;
  readonly method: string;
  readonly path: string;
  /** SHA-256 of the body, in hex. */
  readonly bodyHash: string;
  /** The caller's own secret, under which the answer is sealed: to be kept nowhere. */
  readonly secret: string;
}

const form = /^[\x21-\x7e]{1,255}$/;

export function idempotentRequestOf(request: FastifyRequest): IdempotentRequest | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (Array.isArray(key) || !form.test(key)) throw new RuntimeError('invalid_request', { detail: '`Idempotency-Key` is one to 255 visible ASCII characters.' });
  if (containsSecret(key)) throw new RuntimeError('contains_secret');
  const [path = ''] = request.url.split('?');
  return { key, method: request.method, path, bodyHash: hashOf(request.body), secret: credentialsOf(request.headers) ?? '' };
}

/** Names the row of a caller's key: two callers never meet under one. */
export function rowIdOf(caller: Caller, { key, method, path }: IdempotentRequest): string {
  const who = caller.kind === 'token' ? caller.tokenId : caller.personId;
  return sha256(JSON.stringify([caller.customerId, who, method, path, key]));
}

/** `undefined` where the request carries no `Idempotency-Key`. */
export const Idempotent = createParamDecorator(
  (_: unknown, context: ExecutionContext): IdempotentRequest | undefined => idempotentRequestOf(context.switchToHttp().getRequest<FastifyRequest>()),
  [describeKey],
);

function describeKey(target: object, method: string | symbol | undefined): void {
  const descriptor = method === undefined ? undefined : Object.getOwnPropertyDescriptor(target, method);
  if (method === undefined || !descriptor) return;
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Makes the request safe to send again for 24 hours: it is done once, and answered alike. A random UUID, new for each token that is meant.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })(target, method, descriptor);
  Refuses(issuerErrors, 'already_issued', 'key_reused', 'request_in_flight')(target, method, descriptor);
}

/** Of a body that no schema has seen yet: one without a canonical form (RFC 8785), or nested so deep that none is reached, is refused here as it would be there. */
function hashOf(body: unknown): string {
  try {
    return sha256(canonicalize(body) ?? '');
  } catch {
    throw new RuntimeError('invalid_request', { detail: 'The body holds half of a surrogate pair, or is nested too deep.' });
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
