import { callerOf, originOf, RuntimeError } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Who does it, from where, and when. */
export interface By {
  readonly caller: Caller;
  readonly origin: Origin;
  readonly now: Date;
}

/** Of a request that the guard let in. */
export const DoneBy = createParamDecorator((_: unknown, context: ExecutionContext): By => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const caller = callerOf(request);
  if (!caller) throw new RuntimeError('unauthorized');
  return { caller, origin: originOf(request), now: new Date() };
});
