import { Answers, CurrentCaller, CurrentOrigin, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Controller, Delete, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { customerAddress } from '../customers/customer-address.js';
import type { CustomerAddress } from '../customers/customer-address.js';
import { customerExample, customerView, viewCustomer } from '../customers/customer-view.js';
import { issuerErrors } from '../issuer.errors.js';
import { ReadsNoBody } from '../tokens/reads-no-body.js';
import { OffboardCustomer } from './offboard-customer.js';
import type { Offboarding } from './offboard-customer.js';

const offboardingView = customerView.extend({ revoked_tokens: z.int().describe('how many this request revoked') });
const offboardingExample = { ...customerExample, offboarded_at: '2026-11-20T10:15:00.000Z', revoked_tokens: 12 };
type OffboardingView = z.infer<typeof offboardingView>;

@ApiTags('customers')
@Controller('customers')
export class OffboardCustomerController {
  constructor(private readonly offboardCustomer: OffboardCustomer) {}

  @Delete(':id')
  @Requires('platform:*')
  @Answers(200, offboardingView, 'The customer gets no more tokens, and those that it had are revoked.', { example: offboardingExample })
  @Refuses(issuerErrors, 'platform_customer')
  @Refuses(runtimeErrors, 'not_found')
  @ReadsNoBody()
  async offboard(
    @CurrentCaller() caller: Caller,
    @Param(param(customerAddress)) { id }: CustomerAddress,
    @CurrentOrigin() origin: Origin,
  ): Promise<OffboardingView> {
    return viewOffboarding(await this.offboardCustomer.execute(caller, id, origin));
  }
}

function viewOffboarding({ customer, revoked }: Offboarding): OffboardingView {
  return { ...viewCustomer(customer), revoked_tokens: revoked };
}
