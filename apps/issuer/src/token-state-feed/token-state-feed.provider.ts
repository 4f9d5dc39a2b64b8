import { KafkaClient } from '@latchkey/kafka';
import { Outbox } from '@latchkey/outbox';
import type { OutboxModuleOptions } from '@latchkey/outbox';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ForgetAnswers } from '../idempotency/forget-answers.js';
import { RepublishTokens } from '../republish-tokens/republish-tokens.js';
import { BuryTokens } from './bury-tokens.js';
import { FeedUpkeep } from './feed-upkeep.js';
import { FillGeneration } from './fill-generation.js';
import { GenerationStore } from './generation-store.js';
import { TokenStateFeed } from './token-state-feed.js';

/** The `heartbeat` of the issuer's OutboxModule. Dead tokens are buried after `tombstoneRetentionMs`. */
export function tokenStateFeed(tombstoneRetentionMs: number): NonNullable<OutboxModuleOptions['heartbeat']> {
  return {
    inject: [DataSource, KafkaClient, Outbox],
    useFactory: (dataSource: DataSource, client: KafkaClient, outbox: Outbox) => {
      const log = new Logger(TokenStateFeed.name);
      const store = new GenerationStore(dataSource);
      const fill = new FillGeneration(dataSource, new RepublishTokens(dataSource, outbox), store);
      const sweeps = [new BuryTokens(dataSource, outbox, tombstoneRetentionMs), new ForgetAnswers(dataSource)];
      return new TokenStateFeed(client, store, () => new FeedUpkeep(fill, sweeps, log), log);
    },
  };
}
