import { z } from 'zod';

/** The query of whatever revokes one token. */
export const revokeTokenQuery = z.strictObject({
  descendants: z.enum(['true', 'false']).default('true').transform((text) => text === 'true').describe('whether the tokens that it made are revoked too'),
});
export type RevokeTokenQuery = z.infer<typeof revokeTokenQuery>;
