import { Outbox } from '@latchkey/outbox';
import type { Caller, Origin } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { lockCustomer } from '../customers/lock-customer.js';
import { newServiceAccount } from '../service-accounts/new-service-account.js';
import { accountCreatedRecord } from '../service-accounts/service-account-events.js';
import type { CountedAccount } from '../service-accounts/service-account-view.js';
import { ServiceAccountEntity } from '../service-accounts/service-account.entity.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { rowOf } from '../tokens/row-of.js';
import { byCaller } from '../tokens/token-events.js';
import type { CreateServiceAccountRequest } from './create-service-account.request.js';

/** Makes a service account ahead of its tokens. */
@Injectable()
export class CreateServiceAccount {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
  ) {}

  async execute(caller: Caller, request: CreateServiceAccountRequest, origin: Origin): Promise<CountedAccount> {
    const counted = await retryingTransaction(this.dataSource, (manager) => this.create(manager, caller, request, origin));
    await this.outbox.wake();
    return counted;
  }

  private async create(manager: EntityManager, caller: Caller, { name, customer_id: named }: CreateServiceAccountRequest, origin: Origin): Promise<CountedAccount> {
    const customer = await lockCustomer(manager, caller, named ?? caller.customerId);
    const account = newServiceAccount({ customerId: customer.id, name, createdAt: new Date() });
    await this.outbox.append(manager, [accountCreatedRecord(account, byCaller(caller, origin))], [rowOf(manager, ServiceAccountEntity, account)]);
    return { account, counts: { all: 0, live: 0 } };
  }
}
