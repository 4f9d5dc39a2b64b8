import { type Batch, OnPositionedBatch } from '@latchkey/kafka';
import { Controller } from '@nestjs/common';
import { RecallCheckpoints } from './recall-checkpoints.js';

@Controller()
export class RecallCheckpointsController {
  constructor(private readonly recallCheckpoints: RecallCheckpoints) {}

  @OnPositionedBatch({ group: 'auditor-checkpoints', topics: ['audit-checkpoints'] })
  async recall(batch: Batch<'audit-checkpoints'>): Promise<bigint> {
    return this.recallCheckpoints.execute(batch, new Date());
  }
}
