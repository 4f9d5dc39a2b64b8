import type { Catalogue } from '@latchkey/access';
import { Outbox } from '@latchkey/outbox';
import type { Caller, Origin } from '@latchkey/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { CATALOGUE } from '../catalogue/catalogue.js';
import type { IdempotentRequest } from '../idempotency/idempotency-key.js';
import { Idempotency } from '../idempotency/idempotency.js';
import { forCaller } from '../issuer.errors.js';
import { IssuerMetrics } from '../issuer.metrics.js';
import { chooseServiceAccount } from '../service-accounts/choose-service-account.js';
import { showIssued } from '../tokens/issued-view.js';
import type { Issued } from '../tokens/issued-view.js';
import { newToken } from '../tokens/new-token.js';
import type { NewToken } from '../tokens/new-token.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { rowOf } from '../tokens/row-of.js';
import { byCaller, issuedRecord } from '../tokens/token-events.js';
import { stateRecord } from '../tokens/token-state.js';
import { TokenEntity } from '../tokens/token.entity.js';
import type { IssueTokenRequest } from './issue-token.request.js';
import { lockParties } from './lock-parties.js';
import { planToken } from './plan-token.js';

export interface Issue {
  readonly request: IssueTokenRequest;
  readonly idempotent?: IdempotentRequest | undefined;
}

/** Makes a token that holds no right which its maker does not, and lives no longer. */
@Injectable()
export class IssueToken {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly idempotency: Idempotency,
    private readonly metrics: IssuerMetrics,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  async execute(caller: Caller, { request, idempotent }: Issue, origin: Origin): Promise<Issued> {
    const issued = await retryingTransaction(this.dataSource, (manager) =>
      this.idempotency.once(manager, caller, idempotent, async () => showIssued(await this.issue(manager, caller, request, origin))),
    ).catch((error: unknown) => {
      throw forCaller(error);
    });
    await this.outbox.wake();
    if (!issued.replayed) this.metrics.issued.inc();
    return issued;
  }

  private async issue(manager: EntityManager, caller: Caller, request: IssueTokenRequest, origin: Origin): Promise<NewToken> {
    const { maker, customer } = await lockParties(manager, caller, request.customer_id ?? caller.customerId);
    const now = new Date();
    const plan = planToken(this.catalogue, request, { maker, customer, now });
    const account = await chooseServiceAccount(manager, customer.id, request, now);
    const issued = newToken(
      {
        ...plan,
        customerId: customer.id,
        platform: customer.platform,
        serviceAccountId: account.id,
        name: request.name,
        notifyDays: request.notify_days,
        labels: request.labels,
        creatorId: maker.creatorId,
        parentId: maker.tokenId,
      },
      now,
    );
    const records = [stateRecord(issued.token), issuedRecord(issued.token, byCaller(caller, origin), account.newName)];
    await this.outbox.append(manager, records, [...account.writes, rowOf(manager, TokenEntity, issued.token)]);
    return issued;
  }
}
