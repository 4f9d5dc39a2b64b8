import type { DataSource } from 'typeorm';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { erased } from './erase-tokens.js';

const pageRows = 500;

const forgetNames = `
  update issuer.service_accounts set name = '${erased}' where id in (
    select id from issuer.service_accounts where customer_id = $1 and name <> '${erased}' order by id limit ${pageRows} for no key update)`;

/** Kept answers hold names, though sealed. */
const forgetAnswers = `
  delete from issuer.idempotency_keys where id in (
    select kept.id from issuer.idempotency_keys kept join issuer.tokens token on token.id = kept.token_id
    where token.customer_id = $1 order by kept.id limit ${pageRows} for update of kept)`;

/** What else than its tokens holds names of a customer that gets no more. Each page is a transaction of its own, and what was broken off goes on where it ended. */
export async function eraseRest(dataSource: DataSource, customerId: string): Promise<void> {
  for (const statement of [forgetNames, forgetAnswers]) {
    while ((await changed(dataSource, statement, customerId)) === pageRows);
  }
}

async function changed(dataSource: DataSource, statement: string, customerId: string): Promise<number> {
  const [, count] = await retryingTransaction(dataSource, (manager) => manager.query<[unknown, number]>(statement, [customerId]));
  return count;
}
