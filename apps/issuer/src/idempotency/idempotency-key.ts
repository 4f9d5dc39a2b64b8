import { createHash } from 'node:crypto';
import { credentialsOf, RuntimeError } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { containsSecret } from '@latchkey/tokens';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import canonicalize from 'canonicalize';
import type { FastifyRequest } from 'fastify';

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
  return { key, method: request.method, path, bodyHash: sha256(canonicalize(request.body) ?? ''), secret: credentialsOf(request.headers) ?? '' };
}

/** Names the row of a caller's key: two callers never meet under one. */
export function rowIdOf(caller: Caller, { key, method, path }: IdempotentRequest): string {
  const who = caller.kind === 'token' ? caller.tokenId : caller.personId;
  return sha256(JSON.stringify([caller.customerId, who, method, path, key]));
}

/** `undefined` where the request carries no `Idempotency-Key`. */
export const Idempotent = createParamDecorator((_: unknown, context: ExecutionContext): IdempotentRequest | undefined =>
  idempotentRequestOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
