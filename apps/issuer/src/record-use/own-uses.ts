import { callerOf, originOf } from '@latchkey/runtime';
import { Injectable, Logger } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { EachSecond } from './each-second.js';
import { lastUses } from './last-use.js';
import { RecordUse } from './record-use.js';
import type { TokenUse } from './token-use.js';

/** Calling the issuer uses a token, too: else one that only makes others would look unused. Held in memory for a second, off the path of the request. */
@Injectable()
export class OwnUses implements NestInterceptor, OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(OwnUses.name);
  /** By token. */
  private held = new Map<string, TokenUse>();
  private readonly flushes = new EachSecond(() => this.flush());

  constructor(private readonly recordUse: RecordUse) {}

  onModuleInit(): void {
    this.flushes.begin();
  }

  /** After the last request was answered, before the pool closes. */
  onModuleDestroy(): Promise<void> {
    return this.flushes.end();
  }

  /** Comes after the guard: only a caller that was let in has used its token. */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() === 'http') this.hold(context.switchToHttp().getRequest<FastifyRequest>());
    return next.handle();
  }

  private hold(request: FastifyRequest): void {
    const caller = callerOf(request);
    if (caller?.kind !== 'token') return;
    const { ip, userAgent } = originOf(request);
    const count = (this.held.get(caller.tokenId)?.count ?? 0) + 1;
    this.held.set(caller.tokenId, { tokenId: caller.tokenId, reason: null, count, at: new Date(), ip, userAgent, serviceId: null });
  }

  private async flush(): Promise<void> {
    const { held } = this;
    if (held.size === 0) return;
    this.held = new Map();
    try {
      await this.recordUse.execute([...held.values()]);
    } catch (error) {
      this.log.warn({ msg: 'use of our own callers not recorded, trying again', tokens: held.size, err: error });
      this.held = new Map(lastUses([...held.values(), ...this.held.values()]).map((use) => [use.tokenId, use]));
    }
  }
}
