import { Answers, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Controller, Delete, HttpCode, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { IdAddress } from '../customers/id-address.js';
import { ReadsNoBody } from '../customers/reads-no-body.js';
import { subscriptionAddress } from '../subscriptions/subscription-address.js';
import { DoneBy } from '../trail/by.js';
import type { By } from '../trail/by.js';
import { DeleteSubscription } from './delete-subscription.js';

@ApiTags('subscriptions')
@Controller('subscriptions')
export class DeleteSubscriptionController {
  constructor(private readonly deleteSubscription: DeleteSubscription) {}

  @Delete(':id')
  @HttpCode(204)
  @Requires('notification:write')
  @Answers(204, null, 'The subscription is deleted, and with it what waited for it and its history.')
  @Refuses(runtimeErrors, 'not_found')
  @ReadsNoBody()
  async delete(@DoneBy() by: By, @Param(param(subscriptionAddress)) { id }: IdAddress): Promise<void> {
    await this.deleteSubscription.execute(by, id);
  }
}
