import { Outbox } from '@latchkey/outbox';
import type { Caller, Origin } from '@latchkey/runtime';
import { mintId } from '@latchkey/tokens';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { customerCreatedRecord } from '../customers/customer-events.js';
import { CustomerEntity } from '../customers/customer.entity.js';
import { mergePolicy } from '../policy/merge-policy.js';
import { defaultPolicy } from '../policy/policy.js';
import { byCaller } from '../tokens/token-events.js';
import type { CreateCustomerRequest } from './create-customer.request.js';

/** Makes a customer, which has no token yet. */
@Injectable()
export class CreateCustomer {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
  ) {}

  async execute(caller: Caller, request: CreateCustomerRequest, origin: Origin): Promise<CustomerEntity> {
    const customer = newCustomer(request, new Date());
    await this.dataSource.transaction(async (manager) => {
      await manager.insert(CustomerEntity, customer);
      await this.outbox.append(manager, [customerCreatedRecord(customer, byCaller(caller, origin))]);
    });
    await this.outbox.wake();
    return customer;
  }
}

function newCustomer({ name, policy }: CreateCustomerRequest, now: Date): CustomerEntity {
  const id = mintId(now.getTime());
  return { id, name, platform: false, policy: mergePolicy(defaultPolicy, policy), offboardedAt: null, erasedAt: null, createdAt: now };
}
