import { OnGroupBatch } from '@latchkey/kafka';
import type { Batch } from '@latchkey/kafka';
import { Controller } from '@nestjs/common';
import { CountRefusals } from './count-refusals.js';

@Controller()
export class CountRefusalsController {
  constructor(private readonly countRefusals: CountRefusals) {}

  @OnGroupBatch({ group: 'notifier.refusals', topics: ['token-usage'] })
  async count(batch: Batch<'token-usage'>): Promise<void> {
    await this.countRefusals.execute(batch, new Date());
  }
}
