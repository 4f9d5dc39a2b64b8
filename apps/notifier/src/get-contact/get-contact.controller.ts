import { Answers, CurrentCaller, param, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { contactExample, contactView, viewContact } from '../contacts/contact.js';
import type { ContactView } from '../contacts/contact.js';
import { ofCustomer } from '../customers/of-customer.js';
import type { OfCustomer } from '../customers/of-customer.js';
import { contactAddress } from '../contacts/contact-address.js';
import type { ContactAddress } from '../contacts/contact-address.js';
import { GetContact } from './get-contact.js';

@ApiTags('contacts')
@Controller('contacts')
export class GetContactController {
  constructor(private readonly getContact: GetContact) {}

  @Get(':of')
  @Requires('token:read')
  @Answers(200, contactView, 'The contact.', { example: contactExample })
  @Refuses(runtimeErrors, 'not_found')
  async get(
    @CurrentCaller() caller: Caller,
    @Param(param(contactAddress)) at: ContactAddress,
    @Query(query(ofCustomer)) customer: OfCustomer,
  ): Promise<ContactView> {
    return viewContact(await this.getContact.execute(caller, at, customer));
  }
}
