import { Answers, body, CurrentCaller, CurrentOrigin, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Body, Controller, Param, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { issuerErrors } from '../issuer.errors.js';
import { serviceAccountAddress } from '../service-accounts/service-account-address.js';
import type { ServiceAccountAddress } from '../service-accounts/service-account-address.js';
import { serviceAccountExample, serviceAccountView, viewServiceAccount } from '../service-accounts/service-account-view.js';
import type { ServiceAccountView } from '../service-accounts/service-account-view.js';
import { updateServiceAccountRequest } from './update-service-account.request.js';
import type { UpdateServiceAccountRequest } from './update-service-account.request.js';
import { UpdateServiceAccount } from './update-service-account.js';

@ApiTags('service accounts')
@Controller('service-accounts')
export class UpdateServiceAccountController {
  constructor(private readonly updateServiceAccount: UpdateServiceAccount) {}

  @Patch(':id')
  @Requires('token:write')
  @Answers(200, serviceAccountView, 'The service account as it is now.', { example: serviceAccountExample })
  @Refuses(issuerErrors, 'customer_offboarded')
  @Refuses(runtimeErrors, 'not_found')
  async update(
    @CurrentCaller() caller: Caller,
    @Param(param(serviceAccountAddress)) { id }: ServiceAccountAddress,
    @Body(body(updateServiceAccountRequest)) request: UpdateServiceAccountRequest,
    @CurrentOrigin() origin: Origin,
  ): Promise<ServiceAccountView> {
    return viewServiceAccount(await this.updateServiceAccount.execute(caller, { id, request }, origin));
  }
}
