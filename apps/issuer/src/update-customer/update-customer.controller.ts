import { Answers, body, CurrentCaller, CurrentOrigin, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Body, Controller, Param, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { customerAddress } from '../customers/customer-address.js';
import type { CustomerAddress } from '../customers/customer-address.js';
import { customerExample, customerView, viewCustomer } from '../customers/customer-view.js';
import type { CustomerView } from '../customers/customer-view.js';
import { issuerErrors } from '../issuer.errors.js';
import { updateCustomerRequest } from './update-customer.request.js';
import type { UpdateCustomerRequest } from './update-customer.request.js';
import { UpdateCustomer } from './update-customer.js';

@ApiTags('customers')
@Controller('customers')
export class UpdateCustomerController {
  constructor(private readonly updateCustomer: UpdateCustomer) {}

  @Patch(':id')
  @Requires('platform:*')
  @Answers(200, customerView, 'The customer as it is now.', { example: customerExample })
  @Refuses(issuerErrors, 'customer_offboarded')
  @Refuses(runtimeErrors, 'not_found')
  async update(
    @CurrentCaller() caller: Caller,
    @Param(param(customerAddress)) { id }: CustomerAddress,
    @Body(body(updateCustomerRequest)) request: UpdateCustomerRequest,
    @CurrentOrigin() origin: Origin,
  ): Promise<CustomerView> {
    return viewCustomer(await this.updateCustomer.execute(caller, { id, request }, origin));
  }
}
