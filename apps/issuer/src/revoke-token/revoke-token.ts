import { Outbox } from '@latchkey/outbox';
import type { Caller, Origin } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { IssuerMetrics } from '../issuer.metrics.js';
import { checkWritesOrIs } from '../tokens/check-writes-or-is.js';
import { lockToken } from '../tokens/lock-tokens.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { byCaller } from '../tokens/token-events.js';
import type { TokenEntity } from '../tokens/token.entity.js';
import { endTokens } from './end-tokens.js';
import type { Ended } from './end-tokens.js';

export interface RevocationRequest {
  readonly tokenId: string;
  /** Whether the tokens that it made, and those that they made, go with it. */
  readonly descendants: boolean;
}

interface Revocation {
  readonly root: TokenEntity;
  readonly ended: readonly Ended[];
}

/** Ends a token for good, in one step with all that descends from it. What is revoked already stays as it is. */
@Injectable()
export class RevokeToken {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly metrics: IssuerMetrics,
  ) {}

  /** Answers the named token as it then is. */
  async execute(caller: Caller, request: RevocationRequest, origin: Origin): Promise<TokenEntity> {
    checkWritesOrIs(caller, request.tokenId);
    const { root, ended } = await retryingTransaction(this.dataSource, (manager) => this.revoke(manager, caller, request, origin));
    await this.outbox.wake();
    this.metrics.countRevoked(ended);
    return root;
  }

  private async revoke(manager: EntityManager, caller: Caller, request: RevocationRequest, origin: Origin): Promise<Revocation> {
    const root = await lockToken(manager, caller, request.tokenId);
    const by = byCaller(caller, origin);
    const ending = { roots: [root], descendants: request.descendants, reason: 'requested', by, now: new Date() } as const;
    return { root, ended: await endTokens(manager, this.outbox, ending) };
  }
}
