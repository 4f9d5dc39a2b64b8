import { z } from 'zod';
import { defineEvent } from '../event.js';
import { by, id, name, policy } from '../fields.js';

const customer = { customer_id: id, customer_name: name, ...by };
const account = { service_account_id: id, service_account_name: name, customer_id: id, ...by };

export const customerCreated = defineEvent({
  type: 'customer.created.v1',
  topic: 'token-events',
  summary: 'A customer was made.',
  schema: z.strictObject({ ...customer, policy }),
  key: (created) => created.customer_id,
});

export const customerUpdated = defineEvent({
  type: 'customer.updated.v1',
  topic: 'token-events',
  summary: 'A customer was changed, and is now as told here.',
  schema: z.strictObject({ ...customer, policy }),
  key: (updated) => updated.customer_id,
});

export const customerOffboarded = defineEvent({
  type: 'customer.offboarded.v1',
  topic: 'token-events',
  summary: 'A customer left: it gets no more tokens, and those that it has are revoked.',
  schema: z.strictObject(customer),
  key: (offboarded) => offboarded.customer_id,
});

export const customerErased = defineEvent({
  type: 'customer.erased.v1',
  topic: 'token-events',
  summary: 'What a customer that left had named was erased. Whoever keeps more of it erases that, too.',
  schema: z.strictObject({ customer_id: id, ...by }),
  key: (erased) => erased.customer_id,
});

export const serviceAccountCreated = defineEvent({
  type: 'service-account.created.v1',
  topic: 'token-events',
  summary: 'A service account was made on its own. One made with its first token is told by `token.issued` alone, which names it.',
  schema: z.strictObject(account),
  key: (created) => created.customer_id,
});

export const serviceAccountUpdated = defineEvent({
  type: 'service-account.updated.v1',
  topic: 'token-events',
  summary: 'A service account was changed, and is now as told here.',
  schema: z.strictObject(account),
  key: (updated) => updated.customer_id,
});

export const serviceAccountDeleted = defineEvent({
  type: 'service-account.deleted.v1',
  topic: 'token-events',
  summary: 'A service account without live tokens was deleted.',
  schema: z.strictObject(account),
  key: (deleted) => deleted.customer_id,
});
