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
import { findDescendants, lockDescendants } from '../revoke-token/lock-descendants.js';
import { closeGates } from '../tokens/gate.js';
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
    const selection = { selector: request.selector, customerId: scopeOf(caller, request.selector), now: new Date() };
    if (request.dry_run) return choose(this.dataSource.manager, selection, request);
    const ended = await retryingTransaction(this.dataSource, async (manager) => {
      const chosen = await choose(manager, selection, request);
      await endChosen(manager, this.outbox, chosen, { by: byCaller(caller, origin), now: new Date() });
      return chosen;
    });
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

/** A dry run locks nothing: what it tells may be otherwise by the time that it is told. */
async function choose(manager: EntityManager, selection: Selection, { descendants, max, dry_run: dryRun }: RevokeSelectedRequest): Promise<Ended[]> {
  const live = found(manager, selection).andWhere(`token.status <> 'revoked'`).orderBy('token.id');
  checkSize(await live.getCount(), max);
  const roots = dryRun ? await live.getMany() : await lockAll(manager, live);
  const dead = descendants ? await idsOf(found(manager, selection).andWhere(`token.status = 'revoked'`)) : [];
  const chosen = await chooseEnding(manager, { roots, descendants, reason: 'requested', descend: dryRun ? findDescendants : lockDescendants }, dead);
  checkSize(chosen.length, max);
  return chosen;
}

/** Postgres looks at each row again once it has its lock: what was revoked meanwhile is left out. */
async function lockAll(manager: EntityManager, tokens: SelectQueryBuilder<TokenEntity>): Promise<TokenEntity[]> {
  await closeGates(manager, await idsOf(tokens));
  return tokens.clone().setLock('pessimistic_write').getMany();
}

async function idsOf(tokens: SelectQueryBuilder<TokenEntity>): Promise<string[]> {
  const rows = await tokens.clone().select('token.id', 'id').getRawMany<{ id: string }>();
  return rows.map(({ id }) => id);
}

function found(manager: EntityManager, selection: Selection): SelectQueryBuilder<TokenEntity> {
  return selectTokens(manager.createQueryBuilder(TokenEntity, 'token'), selection);
}

function checkSize(count: number, max: number): void {
  if (count > max) throw new IssuerError('selection_too_large', { detail: `${count} tokens would be revoked, and ${max} may be at most.` });
}
