import { Outbox } from '@latchkey/outbox';
import type { Caller, Origin } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { customerErasedRecord } from '../customers/customer-events.js';
import { CustomerEntity } from '../customers/customer.entity.js';
import { eachTokenPage } from '../customers/each-token-page.js';
import { lockCustomerForChange } from '../customers/lock-customer.js';
import { IssuerError } from '../issuer.errors.js';
import { hasLiveTokens, liveTokens } from '../service-accounts/count-tokens.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { byCaller } from '../tokens/token-events.js';
import type { By } from '../tokens/token-events.js';
import { eraseRest } from './erase-rest.js';
import { erased, eraseTokens, holdsNames } from './erase-tokens.js';

/**
 * Takes from the database what a customer that left had named, its people among it. Ids, digests, rights, times and status stay: the audit needs them, and a digest
 * keeps its secret refused. Broken off, it is ended by calling it again.
 */
@Injectable()
export class EraseCustomer {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
  ) {}

  /** Answers the customer as it then is; one that is erased already stays as it is. */
  async execute(caller: Caller, id: string, origin: Origin): Promise<CustomerEntity> {
    await retryingTransaction(this.dataSource, (manager) => checkErasable(manager, caller, id));
    await eachTokenPage(this.dataSource, {
      customerId: id,
      where: holdsNames,
      work: (manager, tokens) => eraseTokens(manager, this.outbox, tokens),
      committed: () => this.outbox.wake(),
    });
    await eraseRest(this.dataSource, id);
    const customer = await retryingTransaction(this.dataSource, (manager) => this.finish(manager, caller, id, byCaller(caller, origin)));
    await this.outbox.wake();
    return customer;
  }

  /** Last, so that `erased_at` is true. */
  private async finish(manager: EntityManager, caller: Caller, id: string, by: By): Promise<CustomerEntity> {
    const customer = await lockCustomerForChange(manager, caller, id);
    if (customer.erasedAt) return customer;
    const change = { name: erased, policy: { ...customer.policy, required_labels: [] }, erasedAt: new Date() };
    await manager.update(CustomerEntity, { id }, change);
    await this.outbox.append(manager, [customerErasedRecord(customer, by, change.erasedAt)]);
    return { ...customer, ...change };
  }
}

/** Neither changes any more: a customer that left does not come back, and gets no token. */
async function checkErasable(manager: EntityManager, caller: Caller, id: string): Promise<void> {
  const customer = await lockCustomerForChange(manager, caller, id);
  if (!customer.offboardedAt) throw new IssuerError('not_offboarded');
  const live = await liveTokens(manager, { customerId: id }, new Date());
  if (live > 0) throw hasLiveTokens(live);
}
