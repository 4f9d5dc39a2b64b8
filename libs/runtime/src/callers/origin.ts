import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { recordable } from '../input/recordable.js';
import { addressOf } from './address.js';

/** Where a request came from, fit to be recorded: a secret in the agent's text is replaced. */
export interface Origin {
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string;
}

/** As events hold it. */
export const maxUserAgent = 512;

export function originOf(request: FastifyRequest): Origin {
  return {
    ip: addressOf(request),
    userAgent: recordable(request.headers['user-agent'], maxUserAgent),
    requestId: request.id,
  };
}

export const CurrentOrigin = createParamDecorator((_: unknown, context: ExecutionContext): Origin =>
  originOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
