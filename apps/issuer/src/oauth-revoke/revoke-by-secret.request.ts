import { z } from 'zod';

/** The form of `POST /oauth2/revoke` (RFC 7009 section 2.1); parameters that are not known are ignored. */
export const revokeBySecretRequest = z.object({
  token: z.string().max(20_000).describe('the secret of the token'),
  token_type_hint: z.string().max(1_000).optional().describe('ignored: there is one type'),
});
export type RevokeBySecretRequest = z.infer<typeof revokeBySecretRequest>;
