import { RuntimeError } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { OfCustomer } from '../customers/of-customer.js';
import type { ContactAddress } from '../contacts/contact-address.js';
import { customerOf } from '../customers/customer-of.js';

@Injectable()
export class DeleteContact {
  constructor(private readonly dataSource: DataSource) {}

  async execute(caller: Caller, { of }: ContactAddress, customer: OfCustomer): Promise<void> {
    const [, deleted]: [unknown, number] = await this.dataSource.query(
      'delete from notifier.contacts where customer_id = $1 and service_account_id is not distinct from $2',
      [customerOf(caller, customer), of],
    );
    if (deleted === 0) throw new RuntimeError('not_found');
  }
}
