import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A public key for ECDSA on P-256, from PEM; `undefined` where the text is anything else. */
export function readKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Whether `signature` (DER, in base64) is one of ECDSA-NIST-P256V1-SHA256 by this key over exactly these bytes. */
export function signatureHolds(key: KeyObject, bytes: Buffer, signature: string): boolean {
  return verify('sha256', bytes, key, Buffer.from(signature, 'base64'));
}
