import { Answers, body, CurrentCaller, CurrentOrigin, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { issuerErrors } from '../issuer.errors.js';
import { serviceAccountExample, serviceAccountView, viewServiceAccount } from '../service-accounts/service-account-view.js';
import type { ServiceAccountView } from '../service-accounts/service-account-view.js';
import { createServiceAccountRequest } from './create-service-account.request.js';
import type { CreateServiceAccountRequest } from './create-service-account.request.js';
import { CreateServiceAccount } from './create-service-account.js';

@ApiTags('service accounts')
@Controller('service-accounts')
export class CreateServiceAccountController {
  constructor(private readonly createServiceAccount: CreateServiceAccount) {}

  @Post()
  @Requires('token:write')
  @Answers(201, serviceAccountView, 'The service account. Name it as `service_account_id` of the tokens that are to be its own.', {
    example: { ...serviceAccountExample, tokens: 0, live_tokens: 0 },
  })
  @Refuses(issuerErrors, 'customer_offboarded')
  @Refuses(runtimeErrors, 'not_found')
  async create(
    @CurrentCaller() caller: Caller,
    @Body(body(createServiceAccountRequest)) request: CreateServiceAccountRequest,
    @CurrentOrigin() origin: Origin,
  ): Promise<ServiceAccountView> {
    return viewServiceAccount(await this.createServiceAccount.execute(caller, request, origin));
  }
}
