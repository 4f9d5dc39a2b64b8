import { OnPositionedBatch } from '@latchkey/kafka';
import { Controller } from '@nestjs/common';
import { PublishLoop } from '../publish-audit/publish-loop.js';
import { Arrivals } from '../stream-audit-events/arrivals.js';
import { type AuditedBatch, auditedTopics } from './audited.js';
import { IngestBatch } from './ingest-batch.js';

@Controller()
export class IngestBatchController {
  constructor(
    private readonly ingestBatch: IngestBatch,
    private readonly publishLoop: PublishLoop,
    private readonly arrivals: Arrivals,
  ) {}

  @OnPositionedBatch({ group: 'auditor', topics: auditedTopics })
  async ingest(batch: AuditedBatch): Promise<bigint> {
    const nextOffset = await this.ingestBatch.execute(batch, new Date());
    this.publishLoop.wake();
    this.arrivals.wake();
    return nextOffset;
  }
}
