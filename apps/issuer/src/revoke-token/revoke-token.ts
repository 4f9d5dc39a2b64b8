import { compileGrant } from '@latchkey/access';
import { Outbox } from '@latchkey/outbox';
import { insufficientScope } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { IssuerMetrics } from '../issuer.metrics.js';
import { notFound, reaches } from '../tokens/reach.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { byCaller, revokedRecord } from '../tokens/token-events.js';
import type { RevocationReason } from '../tokens/token-events.js';
import { stateRecord } from '../tokens/token-state.js';
import type { TokenEntity } from '../tokens/token.entity.js';
import { lockDescendants, lockTokens } from './lock-descendants.js';
import { markRevoked } from './mark-revoked.js';

export interface RevocationRequest {
  readonly tokenId: string;
  /** Whether the tokens that it made, and those that they made, go with it. */
  readonly descendants: boolean;
}

interface Revocation {
  readonly root: TokenEntity;
  /** Those that this call ended. */
  readonly revoked: readonly TokenEntity[];
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
    if (!mayRevoke(caller, request.tokenId)) throw insufficientScope(['token:write']);
    const { root, revoked } = await retryingTransaction(this.dataSource, (manager) => this.revoke(manager, caller, request, origin));
    await this.outbox.wake();
    for (const token of revoked) this.metrics.revoked.inc({ reason: reasonOf(token, root) });
    return root;
  }

  private async revoke(manager: EntityManager, caller: Caller, request: RevocationRequest, origin: Origin): Promise<Revocation> {
    const [root] = await lockTokens(manager, [request.tokenId]);
    if (!root || !reaches(caller, root.customerId)) throw notFound();
    const tree = [root, ...(request.descendants ? await lockDescendants(manager, root.id) : [])];
    const revoked = await markRevoked(manager, tree.filter(({ status }) => status !== 'revoked'), new Date());
    const by = byCaller(caller, origin);
    await this.outbox.append(
      manager,
      revoked.flatMap((token) => [stateRecord(token), revokedRecord(token, by, reasonOf(token, root))]),
    );
    return { root, revoked };
  }
}

/** Whoever holds a token may always give it up. */
function mayRevoke(caller: Caller, tokenId: string): boolean {
  return caller.tokenId === tokenId || compileGrant(caller.grant).holds('token:write');
}

function reasonOf(token: TokenEntity, root: TokenEntity): RevocationReason {
  return token.id === root.id ? 'requested' : 'ancestor';
}
