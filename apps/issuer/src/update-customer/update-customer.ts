import { isDeepStrictEqual } from 'node:util';
import { Outbox } from '@latchkey/outbox';
import type { Caller, Origin } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { customerUpdatedRecord } from '../customers/customer-events.js';
import { CustomerEntity } from '../customers/customer.entity.js';
import { lockCustomerForChange } from '../customers/lock-customer.js';
import { IssuerError } from '../issuer.errors.js';
import { mergePolicy } from '../policy/merge-policy.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { byCaller } from '../tokens/token-events.js';
import type { UpdateCustomerRequest } from './update-customer.request.js';

export interface CustomerUpdate {
  readonly id: string;
  readonly request: UpdateCustomerRequest;
}

/** Changes a customer's name or policy. A stricter policy binds what is made or changed from then on, and ends nothing. */
@Injectable()
export class UpdateCustomer {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
  ) {}

  /** Answers the customer as it then is. What changes nothing leaves no trace. */
  async execute(caller: Caller, update: CustomerUpdate, origin: Origin): Promise<CustomerEntity> {
    const customer = await retryingTransaction(this.dataSource, (manager) => this.update(manager, caller, update, origin));
    await this.outbox.wake();
    return customer;
  }

  private async update(manager: EntityManager, caller: Caller, { id, request }: CustomerUpdate, origin: Origin): Promise<CustomerEntity> {
    const customer = await lockCustomerForChange(manager, caller, id);
    if (customer.offboardedAt) throw new IssuerError('customer_offboarded');
    const change = { name: request.name ?? customer.name, policy: mergePolicy(customer.policy, request.policy) };
    const updated = { ...customer, ...change };
    if (isDeepStrictEqual(updated, { ...customer })) return customer;
    await manager.update(CustomerEntity, { id }, change);
    await this.outbox.append(manager, [customerUpdatedRecord(updated, byCaller(caller, origin), new Date())]);
    return updated;
  }
}
