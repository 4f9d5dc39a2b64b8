import { redactSecrets } from '@latchkey/tokens';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { addressOf } from './address.js';

/** Where a request came from, fit to be recorded: a secret in the agent's text is replaced. */
export interface Origin {
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string;
}

const maxUserAgent = 512;

export function originOf(request: FastifyRequest): Origin {
  const agent = request.headers['user-agent'];
  return {
    ip: addressOf(request),
    userAgent: agent ? redactSecrets(agent).slice(0, maxUserAgent) : null,
    requestId: request.id,
  };
}

export const CurrentOrigin = createParamDecorator((_: unknown, context: ExecutionContext): Origin =>
  originOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
