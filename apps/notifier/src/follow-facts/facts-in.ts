import type { DataOf, tokenIssued } from '@latchkey/contracts';
import type { ReceivedRecord } from '@latchkey/kafka';

interface ServiceAccount {
  readonly customerId: string;
  readonly name: string;
}

/** What a batch of token-events tells that notices need, in the order in which it is to be applied: first who is erased. */
export interface Facts {
  readonly erasedCustomers: ReadonlySet<string>;
  /** By service account; `undefined` of one that was deleted. */
  readonly serviceAccounts: ReadonlyMap<string, ServiceAccount | undefined>;
  /** By predecessor. */
  readonly successors: ReadonlyMap<string, string>;
}

export function factsIn(records: readonly ReceivedRecord<'token-events'>[]): Facts {
  const erasedCustomers = new Set<string>();
  const serviceAccounts = new Map<string, ServiceAccount | undefined>();
  const successors = new Map<string, string>();
  for (const { decoded } of records) {
    if (decoded.kind !== 'event') continue;
    const { type, data } = decoded.event;
    if (type === 'token.issued.v1') nameNew(data);
    else if (type === 'token.rotated.v1') successors.set(data.token_id, data.successor_id);
    else if (type === 'service-account.created.v1' || type === 'service-account.updated.v1')
      serviceAccounts.set(data.service_account_id, { customerId: data.customer_id, name: data.service_account_name });
    else if (type === 'service-account.deleted.v1') serviceAccounts.set(data.service_account_id, undefined);
    else if (type === 'customer.erased.v1') erase(data.customer_id);
  }
  return { erasedCustomers, serviceAccounts, successors };

  function nameNew({ service_account_id: id, service_account_name: name, customer_id: customerId }: DataOf<typeof tokenIssued>): void {
    if (name !== null) serviceAccounts.set(id, { customerId, name });
  }

  function erase(customerId: string): void {
    erasedCustomers.add(customerId);
    for (const [id, account] of serviceAccounts) if (account?.customerId === customerId) serviceAccounts.delete(id);
  }
}
