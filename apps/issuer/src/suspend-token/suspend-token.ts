import { Outbox } from '@latchkey/outbox';
import type { Caller, Origin } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { changeTokens } from '../tokens/change-tokens.js';
import { lockTarget } from '../tokens/lock-target.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { byCaller, suspendedRecord } from '../tokens/token-events.js';
import { stateRecord } from '../tokens/token-state.js';
import type { TokenEntity } from '../tokens/token.entity.js';

/** Switches a token off until it is resumed. What it made stays as it is. */
@Injectable()
export class SuspendToken {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
  ) {}

  /** Answers the token as it then is; one that is suspended already stays as it is. */
  async execute(caller: Caller, id: string, origin: Origin): Promise<TokenEntity> {
    const token = await retryingTransaction(this.dataSource, (manager) => this.suspend(manager, caller, id, origin));
    await this.outbox.wake();
    return token;
  }

  private async suspend(manager: EntityManager, caller: Caller, id: string, origin: Origin): Promise<TokenEntity> {
    const { token } = await lockTarget(manager, caller, id);
    const now = new Date();
    if (token.status === 'suspended') return token;
    const change = changeTokens(manager, [token], { status: 'suspended' }, now);
    await this.outbox.append(manager, [stateRecord(token), suspendedRecord(token, byCaller(caller, origin))], [change]);
    return token;
  }
}
