import { RuntimeError } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { contactTarget } from '../contacts/contact-address.js';
import type { ContactAddress } from '../contacts/contact-address.js';
import { customerOf } from '../customers/customer-of.js';
import type { OfCustomer } from '../customers/of-customer.js';
import type { By } from '../trail/by.js';
import { Trail } from '../trail/trail.js';

@Injectable()
export class DeleteContact {
  constructor(
    private readonly dataSource: DataSource,
    private readonly trail: Trail,
  ) {}

  async execute(by: By, { at, customer }: { readonly at: ContactAddress; readonly customer: OfCustomer }): Promise<void> {
    const customerId = customerOf(by.caller, customer);
    await this.dataSource.transaction(async (manager) => {
      const [, deleted]: [unknown, number] = await manager.query(
        'delete from notifier.contacts where customer_id = $1 and service_account_id is not distinct from $2',
        [customerId, at.of],
      );
      if (deleted === 0) throw new RuntimeError('not_found');
      await this.trail.add(manager, by, { action: 'notification.contact.delete', target: contactTarget(at), customerId, details: {} });
    });
  }
}
