import { z } from 'zod';
import { defineEvent } from '../event.js';
import { id, instant, labels, name } from '../fields.js';

const subject = {
  token_id: id,
  customer_id: id,
  service_account_id: id,
  token_name: name,
  labels,
  expires_at: instant,
};

export const tokenExpiring = defineEvent({
  type: 'token.expiring.v1',
  topic: 'token-events',
  summary: 'A token expires within the threshold. A repeat carries the same event id.',
  schema: z.strictObject({ ...subject, threshold_days: z.int().min(1).max(365) }),
  key: (expiring) => expiring.customer_id,
});

export const tokenExpired = defineEvent({
  type: 'token.expired.v1',
  topic: 'token-events',
  summary: 'A token has expired. A repeat carries the same event id.',
  schema: z.strictObject(subject),
  key: (expired) => expired.customer_id,
});
