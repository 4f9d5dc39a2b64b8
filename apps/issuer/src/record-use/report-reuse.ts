import { Outbox } from '@latchkey/outbox';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { IssuerMetrics } from '../issuer.metrics.js';
import { endTokens } from '../revoke-token/end-tokens.js';
import type { Ended } from '../revoke-token/end-tokens.js';
import { lockTokens } from '../tokens/lock-tokens.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { bySystem, predecessorUsedRecord } from '../tokens/token-events.js';
import type { By } from '../tokens/token-events.js';
import type { TokenEntity } from '../tokens/token.entity.js';
import { findPredecessors } from './find-predecessors.js';
import { judgeReuse } from './judge-reuse.js';
import type { Reuse, ReuseJudgement } from './judge-reuse.js';
import { lockFamily } from './lock-family.js';
import type { TokenUse } from './token-use.js';

/**
 * Tells once a day that a token which has a successor is still in use. Where the customer's policy says so, its use after its end ends the whole family: either
 * the old secret or the new one is then in hands that it was not given to (OAuth's refresh token reuse detection, RFC 9700 section 4.14.2).
 */
@Injectable()
export class ReportReuse {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly metrics: IssuerMetrics,
  ) {}

  async execute(uses: readonly TokenUse[]): Promise<void> {
    const { manager } = this.dataSource;
    for (const predecessor of await findPredecessors(manager, [...new Set(uses.map(({ tokenId }) => tokenId))])) {
      const own = uses.filter(({ tokenId }) => tokenId === predecessor.id);
      if (saysNothing(judgeReuse(predecessor, own))) continue;
      const ended = await retryingTransaction(this.dataSource, (each) => this.report(each, predecessor.id, own));
      await this.outbox.wake();
      this.metrics.countRevoked(ended);
    }
  }

  /** Judges again once the row is locked: another instance may have been told of the same use. */
  private async report(manager: EntityManager, id: string, uses: readonly TokenUse[]): Promise<Ended[]> {
    const [token] = await lockTokens(manager, [id]);
    const [predecessor] = await findPredecessors(manager, [id]);
    if (!predecessor || !hasSuccessor(token)) return [];
    const { told, ending } = judgeReuse(predecessor, uses);
    await this.tell(manager, token, told);
    if (!ending) return [];
    const roots = await lockFamily(manager, token.familyId);
    return endTokens(manager, this.outbox, { roots, descendants: true, reason: 'reused', by: byUser(ending.last), now: new Date() });
  }

  private async tell(manager: EntityManager, token: TokenEntity & { successorId: string }, told: readonly Reuse[]): Promise<void> {
    const latest = told.at(-1);
    if (!latest) return;
    await manager.query('update issuer.tokens set predecessor_used_on = $2 where id = $1', [token.id, latest.day]);
    const records = told.map(({ late, count, last }) =>
      predecessorUsedRecord(token, byUser(last), { late, count, used_at: last.at.toISOString(), service_id: last.serviceId }),
    );
    await this.outbox.append(manager, records);
  }
}

function saysNothing({ told, ending }: ReuseJudgement): boolean {
  return told.length === 0 && !ending;
}

function hasSuccessor(token: TokenEntity | undefined): token is TokenEntity & { successorId: string } {
  return token !== undefined && token.successorId !== null;
}

/** We tell of it; where it came from is what the use said. */
function byUser({ ip, userAgent }: TokenUse): By {
  return { ...bySystem('issuer'), ip, user_agent: userAgent };
}
