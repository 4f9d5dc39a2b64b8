import { fields } from '@latchkey/contracts';
import { Answers, CurrentCaller, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { customerExample } from '../customers/customer-view.js';
import { GetCustomer } from '../get-customer/get-customer.js';
import type { Policy } from './policy.js';

@ApiTags('customers')
@Controller('policy')
export class GetPolicyController {
  constructor(private readonly getCustomer: GetCustomer) {}

  @Get()
  @Requires('token:read')
  @Answers(200, fields.policy, 'What tokens of the caller’s customer must keep to that are made or changed from now on.', { example: customerExample.policy })
  @Refuses(runtimeErrors, 'not_found')
  async get(@CurrentCaller() caller: Caller): Promise<Policy> {
    return (await this.getCustomer.execute(caller, caller.customerId)).policy;
  }
}
