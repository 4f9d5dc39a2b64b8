import type { Catalogue } from '@latchkey/access';
import { Outbox } from '@latchkey/outbox';
import type { Caller, Origin } from '@latchkey/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { CATALOGUE } from '../catalogue/catalogue.js';
import { CustomerEntity } from '../customers/customer.entity.js';
import { forCaller, IssuerError } from '../issuer.errors.js';
import { checkPolicy } from '../policy/check-policy.js';
import { changeTokens } from '../tokens/change-tokens.js';
import { checkCovered, checkGrant } from '../tokens/check-grant.js';
import { lockTarget } from '../tokens/lock-target.js';
import type { Target } from '../tokens/lock-target.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { byCaller, updatedRecord } from '../tokens/token-events.js';
import { grantOf } from '../tokens/token-grant.js';
import { stateRecord } from '../tokens/token-state.js';
import type { TokenEntity } from '../tokens/token.entity.js';
import { checkRelatives } from './check-relatives.js';
import { planUpdate } from './plan-update.js';
import type { UpdatePlan } from './plan-update.js';
import type { UpdateTokenRequest } from './update-token.request.js';

/** Changes a token within the rights of whoever changes it, who must hold all that it has and will have. */
@Injectable()
export class UpdateToken {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** Answers the token as it then is. What changes nothing leaves no trace. */
  async execute(caller: Caller, id: string, request: UpdateTokenRequest, origin: Origin): Promise<TokenEntity> {
    const token = await retryingTransaction(this.dataSource, (manager) => this.update(manager, caller, { id, request }, origin)).catch((error: unknown) => {
      throw forCaller(error);
    });
    await this.outbox.wake();
    return token;
  }

  private async update(manager: EntityManager, caller: Caller, { id, request }: { id: string; request: UpdateTokenRequest }, origin: Origin): Promise<TokenEntity> {
    const target = await lockTarget(manager, caller, id);
    const now = new Date();
    const { token } = target;
    const plan = planUpdate(this.catalogue, token, request);
    checkCovered(target.maker, grantOf(token));
    if (plan.changed.length === 0) return token;
    await checkUpdate(manager, target, plan, now);
    const change = changeTokens(manager, [token], plan.updated, now);
    await this.outbox.append(manager, [stateRecord(token), updatedRecord(token, byCaller(caller, origin), plan.changed)], [change]);
    return token;
  }
}

/** The end of an overlap was told to everyone, and stands. */
function checkOverlap({ successorId, expiresAt }: TokenEntity, next: Date | null): void {
  if (successorId !== null && expiresAt !== null && (next === null || next > expiresAt)) throw new IssuerError('already_rotated');
}

async function checkUpdate(manager: EntityManager, { token, maker }: Target, { updated, changed }: UpdatePlan, now: Date): Promise<void> {
  const customer = await manager.findOneByOrFail(CustomerEntity, { id: token.customerId });
  checkOverlap(token, updated.expiresAt);
  const grant = grantOf(updated);
  checkGrant(grant, { maker, customer, now });
  await checkRelatives(manager, token, grant, now);
  checkPolicy(customer.policy, { ...updated, createdAt: token.createdAt }, changed);
}
