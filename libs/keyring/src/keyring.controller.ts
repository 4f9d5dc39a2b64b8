import { OnReplica, type ReplicaAnswer } from '@latchkey/kafka';
import { Controller } from '@nestjs/common';
import { type FeedSignal, TokenStateReplica } from './token-state-replica.js';

@Controller()
export class KeyringController {
  constructor(private readonly replica: TokenStateReplica) {}

  // As it came: the replica reads one after the other, so that what was parsed is garbage before the next.
  @OnReplica({ topic: 'token-state', read: (record) => record })
  apply(signal: FeedSignal): ReplicaAnswer | Promise<ReplicaAnswer> {
    return this.replica.apply(signal);
  }
}
