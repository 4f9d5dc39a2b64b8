import type { Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly quickWay?: Type<QuickWay>;
  }
}

/** For a route that is asked so often that a guard, pipes and filters would cost more than the answer. */
export interface QuickWay {
  /**
   * Answers a request in which all is as it should be, and says so; of any other it changes nothing, and its controller decides. `passes` tells of the digest of
   * credentials whether no limit counts them or holds them back.
   */
  answer(request: FastifyRequest, reply: FastifyReply, passes: (digest: string) => boolean): boolean;
}

/** Asks this provider before the controller. Hooks are run for either. */
export const Quickly = (quickWay: Type<QuickWay>): MethodDecorator => RouteConfig({ quickWay });
