import { encodeEvent, serviceAccountCreated, serviceAccountDeleted, serviceAccountUpdated } from '@latchkey/contracts';
import type { DataOf, OutgoingRecord } from '@latchkey/contracts';
import { mintId } from '@latchkey/tokens';
import type { By } from '../tokens/token-events.js';
import type { ServiceAccountEntity } from './service-account.entity.js';

export function accountCreatedRecord(account: ServiceAccountEntity, by: By): OutgoingRecord {
  return encodeEvent(serviceAccountCreated, { ...envelopeOf(account, account.createdAt), data: dataOf(account, by) });
}

export function accountUpdatedRecord(account: ServiceAccountEntity, by: By, now: Date): OutgoingRecord {
  return encodeEvent(serviceAccountUpdated, { ...envelopeOf(account, now), data: dataOf(account, by) });
}

export function accountDeletedRecord(account: ServiceAccountEntity, by: By, now: Date): OutgoingRecord {
  return encodeEvent(serviceAccountDeleted, { ...envelopeOf(account, now), data: dataOf(account, by) });
}

function dataOf({ id, name, customerId }: ServiceAccountEntity, by: By): DataOf<typeof serviceAccountCreated> {
  return { service_account_id: id, service_account_name: name, customer_id: customerId, ...by };
}

function envelopeOf({ id }: ServiceAccountEntity, now: Date): { id: string; source: string; time: string; subject: string } {
  return { id: mintId(now.getTime()), source: 'issuer', time: now.toISOString(), subject: id };
}
