import type { EntityManager } from 'typeorm';

export interface Addressees {
  readonly customerId: string;
  readonly serviceAccountIds: readonly (string | null)[];
  /** Addresses that are to get nothing. */
  readonly unsubscribed: readonly string[];
}

/** Who is written to about tokens of each of these service accounts: its contact, or else the customer's. Nobody, where of neither anybody is left. */
export async function recipientsOf(
  queries: Pick<EntityManager, 'query'>,
  { customerId, serviceAccountIds, unsubscribed }: Addressees,
): Promise<(serviceAccountId: string | null) => readonly string[]> {
  const rows: { of: string | null; emails: string[] }[] = await queries.query(
    `select service_account_id as of, emails from notifier.contacts where customer_id = $1 and (service_account_id is null or service_account_id = any($2))`,
    [customerId, serviceAccountIds.filter((id) => id !== null)],
  );
  const contacts = new Map(rows.map(({ of, emails }) => [of, emails.filter((each) => !unsubscribed.includes(each))]));
  return (serviceAccountId) => [serviceAccountId, null].map((of) => contacts.get(of) ?? []).find((left) => left.length > 0) ?? [];
}
