import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { contactColumns } from '../contacts/contact.js';
import type { Contact } from '../contacts/contact.js';
import { customerOf } from '../customers/customer-of.js';
import type { ListContactsQuery } from './list-contacts.request.js';

export interface ContactPage {
  readonly contacts: readonly Contact[];
  readonly more: boolean;
}

/** The contacts of one customer: the fallback, then those of service accounts by their ids. */
@Injectable()
export class ListContacts {
  constructor(private readonly dataSource: DataSource) {}

  async execute(caller: Caller, request: ListContactsQuery): Promise<ContactPage> {
    const { cursor = null, limit } = request;
    const found: Contact[] = await this.dataSource.query(
      `select ${contactColumns} from notifier.contacts where customer_id = $1 and ($2::text is null or service_account_id > $2)
       order by service_account_id nulls first limit $3`,
      [customerOf(caller, request), cursor, limit + 1],
    );
    return { contacts: found.slice(0, limit), more: found.length > limit };
  }
}
