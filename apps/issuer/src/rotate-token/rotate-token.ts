import { Outbox } from '@latchkey/outbox';
import type { Caller, Origin } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { lockCustomer } from '../customers/lock-customer.js';
import type { IdempotentRequest } from '../idempotency/idempotency-key.js';
import { Idempotency } from '../idempotency/idempotency.js';
import { forCaller } from '../issuer.errors.js';
import { IssuerMetrics } from '../issuer.metrics.js';
import { checkWritesOrIs } from '../tokens/check-writes-or-is.js';
import { showIssued } from '../tokens/issued-view.js';
import type { Issued } from '../tokens/issued-view.js';
import { lockTarget } from '../tokens/lock-target.js';
import { newToken } from '../tokens/new-token.js';
import type { NewToken } from '../tokens/new-token.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { rowOf } from '../tokens/row-of.js';
import { byCaller, issuedRecord } from '../tokens/token-events.js';
import { stateRecord } from '../tokens/token-state.js';
import { TokenEntity } from '../tokens/token.entity.js';
import { planRotation } from './plan-rotation.js';
import type { RotationPlan } from './plan-rotation.js';
import { retirePredecessor } from './retire-predecessor.js';
import type { RotateTokenRequest } from './rotate-token.request.js';

export interface Rotation {
  readonly id: string;
  readonly request: RotateTokenRequest;
  readonly idempotent?: IdempotentRequest | undefined;
}

/** Gives a token a successor with the same rights, and ends it after an overlap or at once. */
@Injectable()
export class RotateToken {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly idempotency: Idempotency,
    private readonly metrics: IssuerMetrics,
  ) {}

  async execute(caller: Caller, rotation: Rotation, origin: Origin): Promise<Issued> {
    checkWritesOrIs(caller, rotation.id);
    const issued = await retryingTransaction(this.dataSource, (manager) =>
      this.idempotency.once(manager, caller, rotation.idempotent, async () => showIssued(await this.rotate(manager, caller, rotation, origin))),
    ).catch((error: unknown) => {
      throw forCaller(error);
    });
    await this.outbox.wake();
    if (!issued.replayed) this.metrics.issued.inc();
    return issued;
  }

  private async rotate(manager: EntityManager, caller: Caller, { id, request }: Rotation, origin: Origin): Promise<NewToken> {
    const target = await lockTarget(manager, caller, id);
    const customer = await lockCustomer(manager, caller, target.token.customerId);
    const now = new Date();
    const plan = planRotation({ ...target, customer, now }, request);
    const successor = succeed(target.token, plan, { creatorId: target.maker.creatorId, parentId: target.maker.tokenId, now });
    const by = byCaller(caller, origin);
    const retired = retirePredecessor(manager, target.token, { successorId: successor.token.id, endsAt: plan.endsAt, by, now });
    const records = [stateRecord(successor.token), issuedRecord(successor.token, by), ...retired.records];
    await this.outbox.append(manager, records, [rowOf(manager, TokenEntity, successor.token), retired.change]);
    return successor;
  }
}

function succeed(token: TokenEntity, { grant }: RotationPlan, { now, ...made }: { creatorId: string; parentId: string | null; now: Date }): NewToken {
  const { customerId, platform, serviceAccountId, name, roles, scope, limitWorkspaces, notifyDays, labels } = token;
  return newToken({ customerId, platform, serviceAccountId, name, roles, scope, limitWorkspaces, notifyDays, labels, grant, ...made }, now, token);
}
