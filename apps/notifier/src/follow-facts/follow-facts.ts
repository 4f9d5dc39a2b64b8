import type { Batch } from '@latchkey/kafka';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { factsIn } from './facts-in.js';
import type { Facts } from './facts-in.js';

/** Keeps which token has which successor, and what service accounts are called. Facts of a customer come in order, so that read again they end where they ended. */
@Injectable()
export class FollowFacts {
  constructor(private readonly dataSource: DataSource) {}

  async execute(batch: Batch<'token-events'>): Promise<void> {
    const facts = factsIn(batch.records);
    await this.dataSource.transaction(async (manager) => {
      await erase(manager, [...facts.erasedCustomers]);
      await enterSuccessors(manager, facts.successors);
      await nameAccounts(manager, facts.serviceAccounts);
    });
  }
}

/** Where and by what its tokens were used, and the names of its service accounts. Its tokens go with their tombstones. */
async function erase(manager: EntityManager, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  await manager.query('delete from notifier.last_uses using notifier.tokens token where token.id = token_id and customer_id = any($1)', [customerIds]);
  await manager.query('delete from notifier.service_accounts where customer_id = any($1)', [customerIds]);
}

async function enterSuccessors(manager: EntityManager, successors: Facts['successors']): Promise<void> {
  if (successors.size === 0) return;
  await manager.query(
    `insert into notifier.successions (token_id, successor_id) select * from unnest($1::text[], $2::text[]) as told (token_id, successor_id) order by 1
     on conflict (token_id) do update set successor_id = excluded.successor_id`,
    [[...successors.keys()], [...successors.values()]],
  );
}

async function nameAccounts(manager: EntityManager, accounts: Facts['serviceAccounts']): Promise<void> {
  const gone = [...accounts].filter(([, account]) => account === undefined).map(([id]) => id);
  if (gone.length > 0) await manager.query('delete from notifier.service_accounts where id = any($1)', [gone]);
  const named = [...accounts].flatMap(([id, account]) => (account ? [{ id, ...account }] : []));
  if (named.length === 0) return;
  await manager.query(
    `insert into notifier.service_accounts (id, customer_id, name)
     select * from unnest($1::text[], $2::text[], $3::text[]) as told (id, customer_id, name) order by 1
     on conflict (id) do update set name = excluded.name`,
    [named.map(({ id }) => id), named.map(({ customerId }) => customerId), named.map(({ name }) => name)],
  );
}
