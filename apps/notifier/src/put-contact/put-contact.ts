import { RuntimeError } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { contactColumns } from '../contacts/contact.js';
import type { Contact } from '../contacts/contact.js';
import type { OfCustomer } from '../customers/of-customer.js';
import { contactTarget } from '../contacts/contact-address.js';
import type { ContactAddress } from '../contacts/contact-address.js';
import { actorOf } from '../customers/actor-of.js';
import { customerOf } from '../customers/customer-of.js';
import type { By } from '../trail/by.js';
import { Trail } from '../trail/trail.js';
import type { PutContactRequest } from './put-contact.request.js';

export interface ContactToPut {
  readonly at: ContactAddress;
  readonly customer: OfCustomer;
  readonly request: PutContactRequest;
}

/** Sets who is written to. A service account that the customer does not have is never looked up, for tokens come with their own customer. */
@Injectable()
export class PutContact {
  constructor(
    private readonly dataSource: DataSource,
    private readonly trail: Trail,
  ) {}

  async execute(by: By, { at, customer, request }: ContactToPut): Promise<Contact> {
    if (at.of === '') throw new RuntimeError('not_found');
    const customerId = customerOf(by.caller, customer);
    return this.dataSource.transaction(async (manager) => {
      const [contact]: Contact[] = await manager.query(
        `insert into notifier.contacts (customer_id, service_account_id, emails, updated_by, updated_at) values ($1, $2, $3, $4, $5)
         on conflict (customer_id, service_account_id) do update set emails = excluded.emails, updated_by = excluded.updated_by, updated_at = excluded.updated_at
         returning ${contactColumns}`,
        [customerId, at.of, request.emails, actorOf(by.caller), by.now],
      );
      await this.trail.add(manager, by, { action: 'notification.contact.set', target: contactTarget(at), customerId, details: { addresses: request.emails.length } });
      return contact as Contact;
    });
  }
}
