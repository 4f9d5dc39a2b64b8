import { Answers, CurrentCaller, CurrentOrigin, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Controller, Delete, HttpCode, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { issuerErrors } from '../issuer.errors.js';
import { serviceAccountAddress } from '../service-accounts/service-account-address.js';
import type { ServiceAccountAddress } from '../service-accounts/service-account-address.js';
import { ReadsNoBody } from '../tokens/reads-no-body.js';
import { DeleteServiceAccount } from './delete-service-account.js';

@ApiTags('service accounts')
@Controller('service-accounts')
export class DeleteServiceAccountController {
  constructor(private readonly deleteServiceAccount: DeleteServiceAccount) {}

  @Delete(':id')
  @HttpCode(204)
  @Requires('token:write')
  @Answers(204, null, 'The service account is deleted; its dead tokens still name it.')
  @Refuses(issuerErrors, 'has_live_tokens', 'customer_offboarded')
  @Refuses(runtimeErrors, 'not_found')
  @ReadsNoBody()
  async delete(@CurrentCaller() caller: Caller, @Param(param(serviceAccountAddress)) { id }: ServiceAccountAddress, @CurrentOrigin() origin: Origin): Promise<void> {
    await this.deleteServiceAccount.execute(caller, id, origin);
  }
}
