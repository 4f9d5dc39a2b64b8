import { invalidToken } from '@latchkey/runtime';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import type { IdentityProvider } from './identity-provider.js';

/** Of an ID token or an access token (RFC 9068); any other kind of JWT was signed for another purpose (RFC 8725 section 3.11). */
const types = ['jwt', 'at+jwt', 'application/at+jwt'];

/** What the JWT says of its issuer, which nobody has vouched for yet: enough to choose whom to ask. */
export function issuerIn(jwt: string): string | undefined {
  return readable(() => decodeJwt(jwt).iss);
}

/** The claims that the provider vouches for, to us and at this moment. */
export async function readClaims(jwt: string, provider: IdentityProvider, keys: JWTVerifyGetKey): Promise<JWTPayload> {
  const { typ } = readable(() => decodeProtectedHeader(jwt));
  if (typ !== undefined && !types.includes(String(typ).toLowerCase())) throw invalidToken('the JWT is not for access');
  const { issuer, audience, algorithms, leeway_seconds: clockTolerance } = provider;
  try {
    const { payload } = await jwtVerify(jwt, keys, { issuer, audience, algorithms, clockTolerance, requiredClaims: ['exp'] });
    if (payload.iat !== undefined && payload.iat > Date.now() / 1000 + clockTolerance) throw invalidToken('the JWT was issued in the future');
    return payload;
  } catch (error) {
    throw error instanceof errors.JOSEError ? invalidToken(whyRefused(error)) : error;
  }
}

function readable<T>(decode: () => T): T {
  try {
    return decode();
  } catch {
    throw invalidToken('this is not a JWT that can be read');
  }
}

function whyRefused(error: errors.JOSEError): string {
  if (error instanceof errors.JWTClaimValidationFailed) return whyNoClaim(error);
  return whys[error.code] ?? 'this is not a JWT that can be read';
}

function whyNoClaim({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'invalid') return 'the JWT has a claim of the wrong form';
  if (claim === 'aud') return 'the JWT is for another audience';
  if (claim === 'nbf') return 'the JWT is not valid yet';
  return claim === 'exp' ? 'the JWT does not say when it expires' : 'the JWT has a claim that is wrong';
}

const whys: Readonly<Record<string, string>> = {
  [errors.JWTExpired.code]: 'the JWT has expired',
  [errors.JOSEAlgNotAllowed.code]: 'the JWT is signed by an algorithm that is not allowed',
  [errors.JWSSignatureVerificationFailed.code]: 'the signature of the JWT is wrong',
  [errors.JWKSNoMatchingKey.code]: 'the JWT is signed by a key that its provider does not have',
  [errors.JWKSMultipleMatchingKeys.code]: 'the JWT does not say which key of its provider signed it',
};
