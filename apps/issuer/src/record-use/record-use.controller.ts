import { OnGroupBatch } from '@latchkey/kafka';
import type { Batch } from '@latchkey/kafka';
import { Controller } from '@nestjs/common';
import { RecordUse } from './record-use.js';
import { usesIn } from './token-use.js';

@Controller()
export class RecordUseController {
  constructor(private readonly recordUse: RecordUse) {}

  @OnGroupBatch({ group: 'issuer', topics: ['token-usage'] })
  async record(batch: Batch<'token-usage'>): Promise<void> {
    await this.recordUse.execute(usesIn(batch.records, new Date()));
  }
}
