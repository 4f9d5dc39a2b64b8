import { Answers, CurrentCaller, CurrentOrigin, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { customerAddress } from '../customers/customer-address.js';
import type { CustomerAddress } from '../customers/customer-address.js';
import { customerExample, customerView, viewCustomer } from '../customers/customer-view.js';
import type { CustomerView } from '../customers/customer-view.js';
import { issuerErrors } from '../issuer.errors.js';
import { ReadsNoBody } from '../tokens/reads-no-body.js';
import { EraseCustomer } from './erase-customer.js';

const erasedExample = {
  ...customerExample,
  name: 'erased',
  policy: { ...customerExample.policy, required_labels: [] },
  offboarded_at: '2026-11-20T10:15:00.000Z',
  erased_at: '2026-12-20T10:15:00.000Z',
};

@ApiTags('customers')
@Controller('customers')
export class EraseCustomerController {
  constructor(private readonly eraseCustomer: EraseCustomer) {}

  @Post(':id/erase')
  @HttpCode(200)
  @Requires('platform:*')
  @Answers(200, customerView, 'What the customer had named is gone from the database; its ids, times and states stay.', { example: erasedExample })
  @Refuses(issuerErrors, 'not_offboarded', 'has_live_tokens')
  @Refuses(runtimeErrors, 'not_found')
  @ReadsNoBody()
  async erase(
    @CurrentCaller() caller: Caller,
    @Param(param(customerAddress)) { id }: CustomerAddress,
    @CurrentOrigin() origin: Origin,
  ): Promise<CustomerView> {
    return viewCustomer(await this.eraseCustomer.execute(caller, id, origin));
  }
}
