import { customerCreated, customerErased, customerOffboarded, customerUpdated, encodeEvent } from '@latchkey/contracts';
import type { OutgoingRecord } from '@latchkey/contracts';
import { mintId } from '@latchkey/tokens';
import type { By } from '../tokens/token-events.js';
import type { CustomerEntity } from './customer.entity.js';

export function customerCreatedRecord(customer: CustomerEntity, by: By): OutgoingRecord {
  return encodeEvent(customerCreated, { ...envelopeOf(customer, customer.createdAt), data: { ...subjectOf(customer), ...by, policy: customer.policy } });
}

export function customerUpdatedRecord(customer: CustomerEntity, by: By, now: Date): OutgoingRecord {
  return encodeEvent(customerUpdated, { ...envelopeOf(customer, now), data: { ...subjectOf(customer), ...by, policy: customer.policy } });
}

export function customerOffboardedRecord(customer: CustomerEntity, by: By, now: Date): OutgoingRecord {
  return encodeEvent(customerOffboarded, { ...envelopeOf(customer, now), data: { ...subjectOf(customer), ...by } });
}

export function customerErasedRecord(customer: CustomerEntity, by: By, now: Date): OutgoingRecord {
  return encodeEvent(customerErased, { ...envelopeOf(customer, now), data: { customer_id: customer.id, ...by } });
}

function subjectOf({ id, name }: CustomerEntity): { customer_id: string; customer_name: string } {
  return { customer_id: id, customer_name: name };
}

function envelopeOf({ id }: CustomerEntity, now: Date): { id: string; source: string; time: string; subject: string } {
  return { id: mintId(now.getTime()), source: 'issuer', time: now.toISOString(), subject: id };
}
