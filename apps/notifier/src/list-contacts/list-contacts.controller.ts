import { Answers, CurrentCaller, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { contactExample, contactView, viewContact } from '../contacts/contact.js';
import { ListContacts } from './list-contacts.js';
import { listContactsQuery } from './list-contacts.request.js';
import type { ListContactsQuery } from './list-contacts.request.js';

const contactList = z.strictObject({
  data: z.array(contactView),
  next_cursor: z.string().nullable().describe('`cursor` of the next page; null on the last'),
});
type ContactList = z.infer<typeof contactList>;

@ApiTags('contacts')
@Controller('contacts')
export class ListContactsController {
  constructor(private readonly listContacts: ListContacts) {}

  @Get()
  @Requires('token:read')
  @Answers(200, contactList, 'One page, the fallback first.', { example: { data: [contactExample], next_cursor: null } })
  @Refuses(runtimeErrors, 'not_found')
  async list(@CurrentCaller() caller: Caller, @Query(query(listContactsQuery)) request: ListContactsQuery): Promise<ContactList> {
    const { contacts, more } = await this.listContacts.execute(caller, request);
    return { data: contacts.map(viewContact), next_cursor: more ? lastOf(contacts.at(-1)?.serviceAccountId) : null };
  }
}

/** Before all ids where the page ends with the fallback. */
function lastOf(serviceAccountId: string | null | undefined): string {
  return serviceAccountId ?? '0'.repeat(22);
}
