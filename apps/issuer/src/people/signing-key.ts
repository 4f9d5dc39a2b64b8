import { createPublicKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';

/** RFC 7518 section 3.3. */
const minModulusBits = 2048;

/** Whether this is a public key (RFC 7517) that a signature can be checked with: no secret, no private key, no RSA key that is too short. */
export function isSigningKey(jwk: unknown): jwk is JsonWebKey {
  if (typeof jwk !== 'object' || jwk === null || Object.hasOwn(jwk, 'd') || Object.hasOwn(jwk, 'k')) return false;
  const modulusBits = modulusBitsOf(jwk);
  return modulusBits !== undefined && modulusBits >= minModulusBits;
}

/** `Infinity` for a key that has none, `undefined` for what is no key. */
function modulusBitsOf(jwk: object): number | undefined {
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return asymmetricKeyDetails?.modulusLength ?? Infinity;
  } catch {
    return undefined;
  }
}
