import { Answers, body, CurrentCaller, CurrentOrigin, Requires } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { customerExample, customerView, viewCustomer } from '../customers/customer-view.js';
import type { CustomerView } from '../customers/customer-view.js';
import { createCustomerRequest } from './create-customer.request.js';
import type { CreateCustomerRequest } from './create-customer.request.js';
import { CreateCustomer } from './create-customer.js';

@ApiTags('customers')
@Controller('customers')
export class CreateCustomerController {
  constructor(private readonly createCustomer: CreateCustomer) {}

  @Post()
  @Requires('platform:*')
  @Answers(201, customerView, 'The customer. Issue its first token with its id as `customer_id`.', { example: customerExample })
  async create(
    @CurrentCaller() caller: Caller,
    @Body(body(createCustomerRequest)) request: CreateCustomerRequest,
    @CurrentOrigin() origin: Origin,
  ): Promise<CustomerView> {
    return viewCustomer(await this.createCustomer.execute(caller, request, origin));
  }
}
