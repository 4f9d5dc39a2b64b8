import { credentialsOf, originOf } from '@latchkey/runtime';
import type { Origin } from '@latchkey/runtime';
import { digestToken, isToken } from '@latchkey/tokens';
import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { EachSecond } from './each-second.js';
import { RecordUse } from './record-use.js';
import type { TokenUse } from './token-use.js';

/** Whoever guesses fills no more of the memory than this. */
const maxHeld = 1_000;

/** Of the tokens with these digests, those that have ended and have a successor. */
const endedPredecessors = `
  select id, digest, case status when 'revoked' then 'revoked' else 'expired' end as reason
  from issuer.tokens where digest = any($1) and successor_id is not null and (status = 'revoked' or expires_at <= now())`;

interface Refused extends Pick<Origin, 'ip' | 'userAgent'> {
  readonly at: Date;
  readonly count: number;
}

/** Calling the issuer with a token that was replaced and has ended is use of it after its end, as it is at a verifier. Held in memory for a second, off the path of the request. */
@Injectable()
export class RefusedUses implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(RefusedUses.name);
  private readonly flushes = new EachSecond(() => this.flush());
  /** By digest. */
  private held = new Map<string, Refused>();

  constructor(
    private readonly http: HttpAdapterHost<FastifyAdapter>,
    private readonly dataSource: DataSource,
    private readonly recordUse: RecordUse,
  ) {}

  onModuleInit(): void {
    this.http.httpAdapter.getInstance().addHook('onResponse', (request, { statusCode }, done) => {
      if (statusCode === 401) this.hold(request);
      done();
    });
    this.flushes.begin();
  }

  /** Before the pool closes. */
  onModuleDestroy(): Promise<void> {
    return this.flushes.end();
  }

  private hold(request: FastifyRequest): void {
    const secret = credentialsOf(request.headers);
    if (secret === undefined || !isToken(secret)) return;
    const digest = digestToken(secret);
    const before = this.held.get(digest);
    if (!before && this.held.size >= maxHeld) return;
    const { ip, userAgent } = originOf(request);
    this.held.set(digest, { ip, userAgent, at: new Date(), count: (before?.count ?? 0) + 1 });
  }

  private async flush(): Promise<void> {
    const { held } = this;
    if (held.size === 0) return;
    this.held = new Map();
    try {
      await this.recordUse.execute(await this.usesAmong(held));
    } catch (error) {
      this.log.warn({ msg: 'use of tokens that have ended not recorded, trying again', tokens: held.size, err: error });
      this.held = new Map([...held, ...this.held].slice(0, maxHeld));
    }
  }

  private async usesAmong(held: ReadonlyMap<string, Refused>): Promise<TokenUse[]> {
    const rows: { id: string; digest: string; reason: string }[] = await this.dataSource.query(endedPredecessors, [[...held.keys()]]);
    return rows.flatMap(({ id, digest, reason }) => {
      const refused = held.get(digest);
      return refused ? { tokenId: id, reason, serviceId: null, ...refused } : [];
    });
  }
}
