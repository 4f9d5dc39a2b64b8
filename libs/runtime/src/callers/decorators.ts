import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { RuntimeError } from '../errors/runtime-error.js';
import { markAnonymous, markOpen, markPermission } from '../openapi/marks.js';
import { type Caller, callerOf, checkCaller } from './caller.js';

export const publicRoute = Reflector.createDecorator<true>();
export const requiredPermissions = Reflector.createDecorator<string[]>();

/** Anyone may call this route. */
export const Public = (): MethodDecorator & ClassDecorator => applyDecorators(publicRoute(true), markOpen());

export const anonymousWhere = Reflector.createDecorator<(request: FastifyRequest) => boolean>();

/** Requests of which this holds need no caller: they bring a proof of their own. */
export const AnonymousWhere = (holds: (request: FastifyRequest) => boolean): MethodDecorator & ClassDecorator =>
  applyDecorators(anonymousWhere(holds), markAnonymous());

/** Only callers that hold all of these permissions may call this route. On a class, what its routes add comes on top. */
export const Requires = (...permissions: string[]): MethodDecorator & ClassDecorator =>
  applyDecorators(requiredPermissions(permissions), ...permissions.map(markPermission));

/** The caller that the guard let in. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (!caller) throw new RuntimeError('unauthorized');
  return caller;
});

/** The caller that the guard let in, if there is one. */
export const MaybeCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller | undefined =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Looks again whether the caller would be let in: throws the problem where it would not. */
export const CallerCheck = createParamDecorator((_: unknown, context: ExecutionContext): (() => Promise<void>) => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return () => checkCaller(request);
});
