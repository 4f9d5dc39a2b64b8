import { Answers, CurrentCaller, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { customerAddress } from '../customers/customer-address.js';
import type { CustomerAddress } from '../customers/customer-address.js';
import { customerExample, customerView, viewCustomer } from '../customers/customer-view.js';
import type { CustomerView } from '../customers/customer-view.js';
import { GetCustomer } from './get-customer.js';

@ApiTags('customers')
@Controller('customers')
export class GetCustomerController {
  constructor(private readonly getCustomer: GetCustomer) {}

  @Get(':id')
  @Requires('token:read')
  @Answers(200, customerView, 'The customer.', { example: customerExample })
  @Refuses(runtimeErrors, 'not_found')
  async get(@CurrentCaller() caller: Caller, @Param(param(customerAddress)) { id }: CustomerAddress): Promise<CustomerView> {
    return viewCustomer(await this.getCustomer.execute(caller, id));
  }
}
