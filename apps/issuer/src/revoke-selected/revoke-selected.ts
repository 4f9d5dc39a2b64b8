import { Outbox } from '@latchkey/outbox';
import { RuntimeError } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { IssuerError } from '../issuer.errors.js';
import { IssuerMetrics } from '../issuer.metrics.js';
import { customerOf, selectTokens } from '../list-tokens/select-tokens.js';
import type { Selection } from '../list-tokens/select-tokens.js';
import type { TokenSelector } from '../list-tokens/token-selector.js';
import { chooseEnding, endChosen } from '../revoke-token/end-tokens.js';
import type { Ended } from '../revoke-token/end-tokens.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { byCaller } from '../tokens/token-events.js';
import { TokenEntity } from '../tokens/token.entity.js';
import type { RevokeSelectedRequest } from './revoke-selected.request.js';

/** Ends every token that the selector finds, with all that descends from them, or none. A second call finds nothing more to end. */
@Injectable()
export class RevokeSelected {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly metrics: IssuerMetrics,
  ) {}

  /** Answers what was revoked, or would be. */
  async execute(caller: Caller, request: RevokeSelectedRequest, origin: Origin): Promise<Ended[]> {
    const now = new Date();
    const selection = { selector: request.selector, customerId: scopeOf(caller, request.selector), now };
    const ended = await retryingTransaction(this.dataSource, async (manager) => {
      const chosen = await choose(manager, selection, request);
      if (!request.dry_run) await endChosen(manager, this.outbox, chosen, { by: byCaller(caller, origin), now });
      return chosen;
    });
    if (request.dry_run) return ended;
    await this.outbox.wake();
    this.metrics.countRevoked(ended);
    return ended;
  }
}

/** `null`, every customer, is for the platform alone, and for tokens that it names by their ids. */
function scopeOf(caller: Caller, selector: TokenSelector): string | null {
  if (!caller.platform || selector.customer_id !== undefined) return customerOf(caller, selector);
  if (selector.ids !== undefined) return null;
  throw new RuntimeError('invalid_request', { errors: [{ pointer: '/selector/customer_id', detail: 'a platform caller names the customer, or ids' }] });
}

async function choose(manager: EntityManager, selection: Selection, { descendants, max }: RevokeSelectedRequest): Promise<Ended[]> {
  const live = (): SelectQueryBuilder<TokenEntity> => found(manager, selection).andWhere(`token.status <> 'revoked'`);
  checkSize(await live().getCount(), max);
  // Postgres looks at each row again once it has its lock: what was revoked meanwhile is left out.
  const roots = await live().orderBy('token.id').setLock('for_no_key_update').getMany();
  const dead = descendants ? await found(manager, selection).andWhere(`token.status = 'revoked'`).select('token.id', 'id').getRawMany<{ id: string }>() : [];
  const chosen = await chooseEnding(manager, { roots, descendants, reason: 'requested' }, dead.map(({ id }) => id));
  checkSize(chosen.length, max);
  return chosen;
}

function found(manager: EntityManager, selection: Selection): SelectQueryBuilder<TokenEntity> {
  return selectTokens(manager.createQueryBuilder(TokenEntity, 'token'), selection);
}

function checkSize(count: number, max: number): void {
  if (count > max) throw new IssuerError('selection_too_large', { detail: `${count} tokens would be revoked, and ${max} may be at most.` });
}
