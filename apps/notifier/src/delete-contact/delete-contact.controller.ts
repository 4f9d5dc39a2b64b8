import { Answers, param, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Controller, Delete, HttpCode, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ofCustomer } from '../customers/of-customer.js';
import type { OfCustomer } from '../customers/of-customer.js';
import { contactAddress } from '../contacts/contact-address.js';
import type { ContactAddress } from '../contacts/contact-address.js';
import { ReadsNoBody } from '../customers/reads-no-body.js';
import { DoneBy } from '../trail/by.js';
import type { By } from '../trail/by.js';
import { DeleteContact } from './delete-contact.js';

@ApiTags('contacts')
@Controller('contacts')
export class DeleteContactController {
  constructor(private readonly deleteContact: DeleteContact) {}

  @Delete(':of')
  @HttpCode(204)
  @Requires('notification:write')
  @Answers(204, null, 'There is no such contact any more; the fallback counts, where there is one.')
  @Refuses(runtimeErrors, 'not_found')
  @ReadsNoBody()
  async delete(
    @DoneBy() by: By,
    @Param(param(contactAddress)) at: ContactAddress,
    @Query(query(ofCustomer)) customer: OfCustomer,
  ): Promise<void> {
    await this.deleteContact.execute(by, { at, customer });
  }
}
