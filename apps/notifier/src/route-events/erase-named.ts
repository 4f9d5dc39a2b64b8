import type { EntityManager } from 'typeorm';
import type { TokenEvent } from './notice-of.js';

/** Of a customer that is erased nothing stays that it named; of a service account that is deleted, no contact. */
export async function eraseNamed(manager: EntityManager, events: readonly TokenEvent[]): Promise<void> {
  const customers = events.flatMap(({ type, data }) => (type === 'customer.erased.v1' ? [data.customer_id] : []));
  const accounts = events.flatMap((event) => (event.type === 'service-account.deleted.v1' ? [event.data.service_account_id] : []));
  if (customers.length > 0) {
    for (const table of ['contacts', 'subscriptions']) await manager.query(`delete from notifier.${table} where customer_id = any($1)`, [customers]);
  }
  if (accounts.length > 0) await manager.query('delete from notifier.contacts where service_account_id = any($1)', [accounts]);
}
