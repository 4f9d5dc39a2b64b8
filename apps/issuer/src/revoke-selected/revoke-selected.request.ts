import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { refuseContradictions, selectorFields } from '../list-tokens/token-selector.js';
import type { TokenSelector } from '../list-tokens/token-selector.js';

export const maxSelected = 10_000;

const selector = z
  .strictObject({ ids: z.array(fields.id).min(1).max(1000).optional(), ...selectorFields })
  .superRefine(refuseContradictions)
  .superRefine((given, context) => {
    if (isEmpty(given)) context.addIssue({ code: 'custom', message: 'names nothing to find tokens by, beside their customer' });
  });

/** What says whose tokens are meant does not yet say which. */
function isEmpty({ customer_id: _customer, ...filters }: TokenSelector): boolean {
  return Object.values(filters).every((filter) => filter === undefined);
}

/** The body of `POST /automation-tokens/revoke`. */
export const revokeSelectedRequest = z.strictObject({
  selector: selector.describe('what `GET /automation-tokens` takes, and `ids`; all that is named must hold'),
  dry_run: z.boolean().default(false).describe('only tells what would be revoked'),
  descendants: z.boolean().default(true).describe('whether the tokens that they made, dead ones included, are revoked too'),
  max: z.int().min(1).max(maxSelected).default(maxSelected).describe('revokes nothing if there are more'),
});
export type RevokeSelectedRequest = z.output<typeof revokeSelectedRequest>;
