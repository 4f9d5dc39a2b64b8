import { Answers, body, param, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Body, Controller, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { contactExample, contactView, viewContact } from '../contacts/contact.js';
import type { ContactView } from '../contacts/contact.js';
import { ofCustomer } from '../customers/of-customer.js';
import type { OfCustomer } from '../customers/of-customer.js';
import { contactAddress } from '../contacts/contact-address.js';
import type { ContactAddress } from '../contacts/contact-address.js';
import { DoneBy } from '../trail/by.js';
import type { By } from '../trail/by.js';
import { PutContact } from './put-contact.js';
import { putContactRequest } from './put-contact.request.js';
import type { PutContactRequest } from './put-contact.request.js';

@ApiTags('contacts')
@Controller('contacts')
export class PutContactController {
  constructor(private readonly putContact: PutContact) {}

  @Put(':of')
  @Requires('notification:write')
  @Answers(200, contactView, 'The contact as it is now.', { example: contactExample })
  @Refuses(runtimeErrors, 'not_found')
  async put(
    @DoneBy() by: By,
    @Param(param(contactAddress)) at: ContactAddress,
    @Query(query(ofCustomer)) customer: OfCustomer,
    @Body(body(putContactRequest)) request: PutContactRequest,
  ): Promise<ContactView> {
    return viewContact(await this.putContact.execute(by, { at, customer, request }));
  }
}
