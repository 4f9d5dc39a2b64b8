import { OnGroupBatch } from '@latchkey/kafka';
import type { Batch } from '@latchkey/kafka';
import { Controller } from '@nestjs/common';
import { FollowTokens } from './follow-tokens.js';

@Controller()
export class FollowTokensController {
  constructor(private readonly followTokens: FollowTokens) {}

  @OnGroupBatch({ group: 'notifier', topics: ['token-state'] })
  async follow(batch: Batch<'token-state'>): Promise<void> {
    await this.followTokens.execute(batch, new Date());
  }
}
