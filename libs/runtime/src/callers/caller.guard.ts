import { compileGrant, refusalOf } from '@latchkey/access';
import { digestToken, isToken } from '@latchkey/tokens';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.js';
import { addressGroup } from '../limits/address-group.js';
import type { Attempt, RequestLimits } from '../limits/request-limits.js';
import { addressOf } from './address.js';
import { type Caller, type CallerDirectory, type PersonDirectory, setCaller, setCheck } from './caller.js';
import { insufficientScope, invalidToken, noCredentials, whyRefused } from './challenges.js';
import { credentialsOf } from './credentials.js';
import { anonymousWhere, publicRoute, requiredPermissions } from './decorators.js';

/** Lets no request through without a live token, or a person's JWT where people are known, save to routes marked `@Public()`; `serve` puts it before every route. */
export class CallerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly directory: CallerDirectory,
    private readonly limits: RequestLimits,
    private readonly people?: PersonDirectory,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride(publicRoute, targets)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (this.reflector.getAllAndOverride(anonymousWhere, targets)?.(request)) {
      // Whoever needs no caller is held back as the address that it comes from.
      reply.headers(this.limits.count(`address/${addressGroup(addressOf(request) ?? '')}`));
      return true;
    }
    const caller = await this.authenticate(request);
    setCaller(request, caller);
    reply.headers(this.limits.count(keyOf(caller)));
    const required = [...new Set(this.reflector.getAllAndMerge(requiredPermissions, targets))].sort();
    demand(caller, required);
    setCheck(request, async () => demand(await this.identify(...attemptOf(request)), required));
    return true;
  }

  private async authenticate(request: FastifyRequest): Promise<Caller> {
    const [secret, attempt] = attemptOf(request);
    this.limits.admit(attempt);
    try {
      const caller = await this.identify(secret, attempt);
      this.limits.succeeded(attempt);
      return caller;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.limits.failed(attempt);
      throw error;
    }
  }

  private async identify(secret: string, { digest, address }: Attempt): Promise<Caller> {
    if (this.people && isJwt(secret)) return this.people.find(secret);
    if (!isToken(secret)) throw invalidToken('this is not a token of Latchkey');
    const found = await this.directory.find(digest);
    if (!found) throw invalidToken('the token is not known');
    const refusal = refusalOf(found.caller.grant, found.status, { ip: address, at: new Date() });
    if (refusal) throw invalidToken(whyRefused(refusal, found.caller.grant, found.changedAt));
    return found.caller;
  }
}

function attemptOf(request: FastifyRequest): [secret: string, attempt: Attempt] {
  const secret = credentialsOf(request.headers);
  if (secret === undefined) throw noCredentials();
  // Where the address is not known, '' is in no network: leaving it out would skip that check.
  return [secret, { digest: digestToken(secret), address: addressOf(request) ?? '' }];
}

function demand(caller: Caller, required: readonly string[]): void {
  const grant = compileGrant(caller.grant);
  if (!required.every((permission) => grant.holds(permission))) throw insufficientScope(required);
}

/** Three parts (RFC 7515 section 3.1), of which a token has one. */
function isJwt(credentials: string): boolean {
  return credentials.split('.').length === 3;
}

function keyOf(caller: Caller): string {
  return caller.kind === 'token' ? `token/${caller.tokenId}` : `person/${caller.personId}`;
}
