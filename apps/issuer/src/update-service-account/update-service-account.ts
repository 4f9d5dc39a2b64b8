import { Outbox } from '@latchkey/outbox';
import type { Caller, Origin } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { countTokens } from '../service-accounts/count-tokens.js';
import { lockServiceAccount } from '../service-accounts/lock-service-account.js';
import { accountUpdatedRecord } from '../service-accounts/service-account-events.js';
import { ServiceAccountEntity } from '../service-accounts/service-account.entity.js';
import type { CountedAccount } from '../service-accounts/service-account-view.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { byCaller } from '../tokens/token-events.js';
import type { UpdateServiceAccountRequest } from './update-service-account.request.js';

export interface AccountUpdate {
  readonly id: string;
  readonly request: UpdateServiceAccountRequest;
}

/** Gives a service account another name. Its tokens keep theirs. */
@Injectable()
export class UpdateServiceAccount {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
  ) {}

  /** Answers the service account as it then is. What changes nothing leaves no trace. */
  async execute(caller: Caller, update: AccountUpdate, origin: Origin): Promise<CountedAccount> {
    const counted = await retryingTransaction(this.dataSource, async (manager) => {
      const account = await this.update(manager, caller, update, origin);
      const counts = await countTokens(manager, [account.id], new Date());
      return { account, counts: counts.get(account.id) ?? { all: 0, live: 0 } };
    });
    await this.outbox.wake();
    return counted;
  }

  private async update(manager: EntityManager, caller: Caller, { id, request }: AccountUpdate, origin: Origin): Promise<ServiceAccountEntity> {
    const account = await lockServiceAccount(manager, caller, id);
    const name = request.name ?? account.name;
    if (name === account.name) return account;
    const renamed = { ...account, name };
    await manager.update(ServiceAccountEntity, { id }, { name });
    await this.outbox.append(manager, [accountUpdatedRecord(renamed, byCaller(caller, origin), new Date())]);
    return renamed;
  }
}
