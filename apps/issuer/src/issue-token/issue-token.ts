import { refusalOf } from '@latchkey/access';
import type { Catalogue } from '@latchkey/access';
import { Outbox } from '@latchkey/outbox';
import { invalidToken, whyRefused } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { CATALOGUE } from '../catalogue/catalogue.js';
import { CustomerEntity } from '../customers/customer.entity.js';
import { forCaller } from '../issuer.errors.js';
import { IssuerMetrics } from '../issuer.metrics.js';
import { chooseServiceAccount } from '../service-accounts/choose-service-account.js';
import { newToken } from '../tokens/new-token.js';
import type { NewToken } from '../tokens/new-token.js';
import { notFound, reaches } from '../tokens/reach.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { byCaller, issuedRecord } from '../tokens/token-events.js';
import { grantOf } from '../tokens/token-grant.js';
import { stateRecord } from '../tokens/token-state.js';
import { TokenEntity } from '../tokens/token.entity.js';
import type { IssueTokenRequest } from './issue-token.request.js';
import { planToken } from './plan-token.js';

/** Makes a token that holds no right which its maker does not, and lives no longer. */
@Injectable()
export class IssueToken {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly metrics: IssuerMetrics,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  async execute(caller: Caller, request: IssueTokenRequest, origin: Origin): Promise<NewToken> {
    const issued = await retryingTransaction(this.dataSource, (manager) => this.issue(manager, caller, request, origin)).catch((error: unknown) => {
      throw forCaller(error);
    });
    await this.outbox.wake();
    this.metrics.issued.inc();
    return issued;
  }

  private async issue(manager: EntityManager, caller: Caller, request: IssueTokenRequest, origin: Origin): Promise<NewToken> {
    const now = new Date();
    const parent = await lockParent(manager, caller, now);
    const customer = await findCustomer(manager, caller, request.customer_id);
    const plan = planToken(this.catalogue, request, { maker: grantOf(parent), platform: customer.platform, now });
    const issued = newToken(
      {
        ...plan,
        customerId: customer.id,
        platform: customer.platform,
        serviceAccountId: await chooseServiceAccount(manager, customer.id, request, now),
        name: request.name,
        notifyDays: request.notify_days && [...new Set(request.notify_days)].sort((a, b) => b - a),
        labels: request.labels,
        creatorId: parent.serviceAccountId,
        parentId: parent.id,
      },
      now,
    );
    await manager.insert(TokenEntity, issued.token);
    await this.outbox.append(manager, [stateRecord(issued.token), issuedRecord(issued.token, byCaller(caller, origin))]);
    return issued;
  }
}

/**
 * Held until the commit: whoever revokes the parent waits, and then finds the child. What the guard saw before may have changed since, so the rights are
 * taken from the locked row.
 */
async function lockParent(manager: EntityManager, caller: Caller, now: Date): Promise<TokenEntity> {
  const parent = await manager.findOne(TokenEntity, { where: { id: caller.tokenId }, lock: { mode: 'pessimistic_read' } });
  if (!parent) throw invalidToken('the token is not known');
  const refusal = refusalOf(grantOf(parent), parent.status, { at: now });
  if (refusal) throw invalidToken(whyRefused(refusal, grantOf(parent)));
  return parent;
}

async function findCustomer(manager: EntityManager, caller: Caller, named: string | undefined): Promise<CustomerEntity> {
  const id = named ?? caller.customerId;
  const customer = reaches(caller, id) ? await manager.findOneBy(CustomerEntity, { id }) : null;
  if (!customer) throw notFound('`customer_id` names no customer that you may see.');
  return customer;
}
