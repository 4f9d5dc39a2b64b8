import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import type { Actor } from '../customers/actor-of.js';

/** Who is written to about the tokens of a service account, or (`null`) about those of a customer that nobody else is written to about. */
export interface Contact {
  readonly customerId: string;
  readonly serviceAccountId: string | null;
  readonly emails: readonly string[];
  readonly updatedBy: Actor;
  readonly updatedAt: Date;
}

export const contactColumns = `
  customer_id as "customerId", service_account_id as "serviceAccountId", emails, updated_by as "updatedBy", updated_at as "updatedAt"`;

/** As SMTP takes it (RFC 5321, section 4.5.3.1) and headers cannot be injected with. */
export const emailAddress = z.email().max(254);

export const contactView = z.strictObject({
  customer_id: fields.id,
  service_account_id: fields.id.nullable().describe('null: the fallback, for tokens whose service account has no contact of its own'),
  emails: z.array(z.string()),
  updated_by: fields.actor,
  updated_at: fields.instant,
});
export type ContactView = z.infer<typeof contactView>;

export function viewContact(contact: Contact): ContactView {
  return {
    customer_id: contact.customerId,
    service_account_id: contact.serviceAccountId,
    emails: [...contact.emails],
    updated_by: contact.updatedBy,
    updated_at: contact.updatedAt.toISOString(),
  };
}

/** For the OpenAPI document. */
export const contactExample: ContactView = {
  customer_id: '1CYbP6tN0m5GZ1p9LqWc7A',
  service_account_id: '1CYbPnAsKhSwI4xdQ8Qd5m',
  emails: ['deploy@example.com'],
  updated_by: { kind: 'token', token_id: '1CYbPnAsKhSwI4xdQ8Qd5k', service_account_id: '1CYbPnAsKhSwI4xdQ8Qd5m', person_id: null, name: 'admin' },
  updated_at: '2026-10-01T08:30:00.000Z',
};
