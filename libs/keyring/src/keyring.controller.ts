import { OnReplica } from '@latchkey/kafka';
import type { ReplicaAnswer, ReplicaSignal } from '@latchkey/kafka';
import { Controller } from '@nestjs/common';
import { TokenStateReplica } from './token-state-replica.js';

@Controller()
export class KeyringController {
  constructor(private readonly replica: TokenStateReplica) {}

  @OnReplica({ topic: 'token-state' })
  apply(signal: ReplicaSignal<'token-state'>): ReplicaAnswer {
    return this.replica.apply(signal);
  }
}
