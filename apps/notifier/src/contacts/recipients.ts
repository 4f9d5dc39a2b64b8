import type { EntityManager } from 'typeorm';

/** Who is written to about tokens of each of these service accounts: its contact, or else the customer's. Nobody, where there is neither. */
export async function recipientsOf(
  queries: Pick<EntityManager, 'query'>,
  customerId: string,
  serviceAccountIds: readonly (string | null)[],
): Promise<(serviceAccountId: string | null) => readonly string[]> {
  const rows: { of: string | null; emails: string[] }[] = await queries.query(
    `select service_account_id as of, emails from notifier.contacts where customer_id = $1 and (service_account_id is null or service_account_id = any($2))`,
    [customerId, serviceAccountIds.filter((id) => id !== null)],
  );
  const contacts = new Map(rows.map(({ of, emails }) => [of, emails]));
  return (serviceAccountId) => contacts.get(serviceAccountId) ?? contacts.get(null) ?? [];
}
