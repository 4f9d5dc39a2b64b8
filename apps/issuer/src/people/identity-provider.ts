import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { secureUrl } from '../remote-keys/secure-url.js';
import { isSigningKey } from './signing-key.js';

/** Asymmetric ones alone: a shared secret (HS256) would let whoever checks a JWT also make it. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const;

const claimName = z.string().min(1).max(255);
const audience = z.string().min(1).max(500);
const jwks = z.strictObject({ keys: z.array(z.custom<Record<string, unknown>>(isSigningKey, { error: 'is no public key that can be used' })).min(1) });

/** Whom a deployment believes about people, and how far. */
export const identityProvider = z
  .strictObject({
    name: fields.name,
    issuer: secureUrl,
    audience: z.union([audience, z.array(audience).min(1)]),
    jwks_uri: secureUrl.optional(),
    jwks: jwks.optional(),
    algorithms: z.array(z.enum(algorithms)).min(1).default(['RS256', 'ES256', 'EdDSA']),
    leeway_seconds: z.number().min(0).max(300).default(30),
    customers: z.array(fields.id).min(1),
    customer_claim: claimName.optional(),
    name_claim: claimName.default('email'),
    role_claim: claimName,
    roles: z.record(z.string().min(1), z.array(z.string().min(1)).min(1)),
  })
  .refine((provider) => !(provider.jwks && provider.jwks_uri), { error: 'has both jwks and jwks_uri' })
  .refine((provider) => provider.customer_claim !== undefined || provider.customers.length === 1, {
    error: 'needs customer_claim, since it speaks for several customers',
  });
export type IdentityProvider = z.infer<typeof identityProvider>;

export const identityProviders = z.strictObject({
  providers: z
    .array(identityProvider)
    .min(1)
    .refine((all) => unlike(all.map(({ name }) => name)), { error: 'has a name twice' })
    // The issuer of a JWT has to say which provider it comes from.
    .refine((all) => unlike(all.map(({ issuer }) => issuer)), { error: 'has an issuer twice' }),
});

/** The deployment's list of `IdentityProvider` is provided under this token. */
export const IDENTITY_PROVIDERS = Symbol('IDENTITY_PROVIDERS');

function unlike(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
