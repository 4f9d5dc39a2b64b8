import { OnGroupBatch } from '@latchkey/kafka';
import type { Batch } from '@latchkey/kafka';
import { Controller } from '@nestjs/common';
import { RecordUse } from './record-use.js';

@Controller()
export class RecordUseController {
  constructor(private readonly recordUse: RecordUse) {}

  @OnGroupBatch({ group: 'notifier.usage', topics: ['token-usage'] })
  async record(batch: Batch<'token-usage'>): Promise<void> {
    await this.recordUse.execute(batch, new Date());
  }
}
