import { OnReplica, type ReplicaAnswer } from '@latchkey/kafka';
import { Controller } from '@nestjs/common';
import { readFeedRecord } from './feed/feed-record.js';
import { type FeedSignal, TokenStateReplica } from './token-state-replica.js';

@Controller()
export class KeyringController {
  constructor(private readonly replica: TokenStateReplica) {}

  @OnReplica({ topic: 'token-state', read: readFeedRecord })
  apply(signal: FeedSignal): ReplicaAnswer {
    return this.replica.apply(signal);
  }
}
