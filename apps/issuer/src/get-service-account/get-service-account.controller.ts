import { Answers, CurrentCaller, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { serviceAccountAddress } from '../service-accounts/service-account-address.js';
import type { ServiceAccountAddress } from '../service-accounts/service-account-address.js';
import { serviceAccountExample, serviceAccountView, viewServiceAccount } from '../service-accounts/service-account-view.js';
import type { ServiceAccountView } from '../service-accounts/service-account-view.js';
import { GetServiceAccount } from './get-service-account.js';

@ApiTags('service accounts')
@Controller('service-accounts')
export class GetServiceAccountController {
  constructor(private readonly getServiceAccount: GetServiceAccount) {}

  @Get(':id')
  @Requires('token:read')
  @Answers(200, serviceAccountView, 'The service account.', { example: serviceAccountExample })
  @Refuses(runtimeErrors, 'not_found')
  async get(@CurrentCaller() caller: Caller, @Param(param(serviceAccountAddress)) { id }: ServiceAccountAddress): Promise<ServiceAccountView> {
    return viewServiceAccount(await this.getServiceAccount.execute(caller, id));
  }
}
