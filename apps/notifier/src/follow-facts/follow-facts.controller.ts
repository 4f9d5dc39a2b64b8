import { OnGroupBatch } from '@latchkey/kafka';
import type { Batch } from '@latchkey/kafka';
import { Controller } from '@nestjs/common';
import { FollowFacts } from './follow-facts.js';

@Controller()
export class FollowFactsController {
  constructor(private readonly followFacts: FollowFacts) {}

  @OnGroupBatch({ group: 'notifier.facts', topics: ['token-events'] })
  async follow(batch: Batch<'token-events'>): Promise<void> {
    await this.followFacts.execute(batch);
  }
}
