import { Outbox } from '@latchkey/outbox';
import type { Caller, Origin } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource, Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { hasLiveTokens, liveTokens } from '../service-accounts/count-tokens.js';
import { lockServiceAccount } from '../service-accounts/lock-service-account.js';
import { accountDeletedRecord } from '../service-accounts/service-account-events.js';
import { ServiceAccountEntity } from '../service-accounts/service-account.entity.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { byCaller } from '../tokens/token-events.js';
import { TokenEntity } from '../tokens/token.entity.js';

/** Deletes a service account that has no live token: it is listed no more and gets no token, while those that it had still name it. */
@Injectable()
export class DeleteServiceAccount {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
  ) {}

  async execute(caller: Caller, id: string, origin: Origin): Promise<void> {
    await retryingTransaction(this.dataSource, (manager) => this.delete(manager, caller, id, origin));
    await this.outbox.wake();
  }

  private async delete(manager: EntityManager, caller: Caller, id: string, origin: Origin): Promise<void> {
    const account = await lockServiceAccount(manager, caller, id);
    const now = new Date();
    // Waits for one that is just being rotated, whose successor is then seen.
    await manager.find(TokenEntity, { select: { id: true }, where: { serviceAccountId: id, status: Not('revoked') }, lock: { mode: 'pessimistic_read' } });
    const live = await liveTokens(manager, { serviceAccountId: id }, now);
    if (live > 0) throw hasLiveTokens(live);
    await manager.update(ServiceAccountEntity, { id }, { deletedAt: now });
    await this.outbox.append(manager, [accountDeletedRecord(account, byCaller(caller, origin), now)]);
  }
}
