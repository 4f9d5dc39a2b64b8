import type { ClientBase } from 'pg';
import type { EntityManager } from 'typeorm';

/** The connection that a transaction is on, for what only the driver knows. */
export async function clientOf(manager: EntityManager): Promise<ClientBase> {
  const client = (await manager.queryRunner?.connect()) as ClientBase | undefined;
  if (!client) throw new Error('this is done within a transaction');
  return client;
}
