import { Outbox } from '@latchkey/outbox';
import type { Caller, Origin } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { customerOffboardedRecord } from '../customers/customer-events.js';
import { CustomerEntity } from '../customers/customer.entity.js';
import { eachTokenPage } from '../customers/each-token-page.js';
import { lockCustomerForChange } from '../customers/lock-customer.js';
import { IssuerError } from '../issuer.errors.js';
import { IssuerMetrics } from '../issuer.metrics.js';
import { endTokens } from '../revoke-token/end-tokens.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { byCaller } from '../tokens/token-events.js';
import type { By } from '../tokens/token-events.js';

export interface Offboarding {
  readonly customer: CustomerEntity;
  /** Tokens that this call revoked. */
  readonly revoked: number;
}

/** Gives a customer no more tokens from its first commit on, then revokes all that it has. Broken off, it is ended by calling it again. */
@Injectable()
export class OffboardCustomer {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly metrics: IssuerMetrics,
  ) {}

  async execute(caller: Caller, id: string, origin: Origin): Promise<Offboarding> {
    const by = byCaller(caller, origin);
    const customer = await retryingTransaction(this.dataSource, (manager) => this.close(manager, caller, id, by));
    return { customer, revoked: await this.endAll(id, by) };
  }

  /** Waits for whoever is giving it a token, and so leaves none to be overlooked. */
  private async close(manager: EntityManager, caller: Caller, id: string, by: By): Promise<CustomerEntity> {
    const customer = await lockCustomerForChange(manager, caller, id);
    if (customer.platform) throw new IssuerError('platform_customer');
    if (customer.offboardedAt) return customer;
    const now = new Date();
    await manager.update(CustomerEntity, { id }, { offboardedAt: now });
    await this.outbox.append(manager, [customerOffboardedRecord(customer, by, now)]);
    return { ...customer, offboardedAt: now };
  }

  /** Those that have expired too, so that nothing brings one back. All descendants are the customer's own. */
  private async endAll(customerId: string, by: By): Promise<number> {
    let revoked = 0;
    await eachTokenPage(this.dataSource, {
      customerId,
      where: `token.status <> 'revoked'`,
      work: (manager, roots) => endTokens(manager, this.outbox, { roots, descendants: false, reason: 'offboarded', by, now: new Date() }),
      committed: async (ended) => {
        await this.outbox.wake();
        this.metrics.countRevoked(ended);
        revoked += ended.length;
      },
    });
    return revoked;
  }
}
