import { Outbox } from '@latchkey/outbox';
import type { Caller, Origin } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { changeTokens } from '../tokens/change-tokens.js';
import { checkCovered } from '../tokens/check-grant.js';
import { lockTarget } from '../tokens/lock-target.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { byCaller, resumedRecord } from '../tokens/token-events.js';
import { grantOf } from '../tokens/token-grant.js';
import { stateRecord } from '../tokens/token-state.js';
import type { TokenEntity } from '../tokens/token.entity.js';

/** Switches a suspended token on again, for whoever holds every right that it has. */
@Injectable()
export class ResumeToken {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
  ) {}

  /** Answers the token as it then is; one that is active already stays as it is. */
  async execute(caller: Caller, id: string, origin: Origin): Promise<TokenEntity> {
    const token = await retryingTransaction(this.dataSource, (manager) => this.resume(manager, caller, id, origin));
    await this.outbox.wake();
    return token;
  }

  private async resume(manager: EntityManager, caller: Caller, id: string, origin: Origin): Promise<TokenEntity> {
    const { token, maker } = await lockTarget(manager, caller, id);
    const now = new Date();
    checkCovered(maker, grantOf(token));
    if (token.status === 'active') return token;
    const change = changeTokens(manager, [token], { status: 'active' }, now);
    await this.outbox.append(manager, [stateRecord(token), resumedRecord(token, byCaller(caller, origin))], [change]);
    return token;
  }
}
