import { RuntimeError } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { contactColumns } from '../contacts/contact.js';
import type { Contact } from '../contacts/contact.js';
import type { OfCustomer } from '../customers/of-customer.js';
import type { ContactAddress } from '../contacts/contact-address.js';
import { customerOf } from '../customers/customer-of.js';

@Injectable()
export class GetContact {
  constructor(private readonly dataSource: DataSource) {}

  async execute(caller: Caller, { of }: ContactAddress, customer: OfCustomer): Promise<Contact> {
    const [contact]: Contact[] = await this.dataSource.query(
      `select ${contactColumns} from notifier.contacts where customer_id = $1 and service_account_id is not distinct from $2`,
      [customerOf(caller, customer), of],
    );
    if (!contact) throw new RuntimeError('not_found');
    return contact;
  }
}
