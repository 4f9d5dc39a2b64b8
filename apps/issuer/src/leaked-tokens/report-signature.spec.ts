import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { publicVector, reporterKey } from '../../test/key-server.js';
import { readKey, signatureHolds } from './report-signature.js';

const body = Buffer.from(publicVector.body);

function keyOf(pem: string): NonNullable<ReturnType<typeof readKey>> {
  const key = readKey(pem);
  if (!key) throw new Error('no key');
  return key;
}

describe('the signature of a leak report', () => {
  it('holds for the example that GitHub publishes, and for nothing but its very bytes', () => {
    const key = keyOf(publicVector.pem);
    expect(signatureHolds(key, body, publicVector.signature)).toBe(true);
    expect(signatureHolds(key, Buffer.from(`${publicVector.body} `), publicVector.signature)).toBe(false);
    expect(signatureHolds(keyOf(reporterKey('other').pem), body, publicVector.signature)).toBe(false);
  });

  it.each(['', 'no base64 ö', 'AAAA', publicVector.signature.slice(0, -8)])('is not %j', (signature) => {
    expect(signatureHolds(keyOf(publicVector.pem), body, signature)).toBe(false);
  });

  it('is of no other kind of key: whoever lists one cannot weaken the check', () => {
    const other = [generateKeyPairSync('rsa', { modulusLength: 2048 }), generateKeyPairSync('ed25519'), generateKeyPairSync('ec', { namedCurve: 'secp256k1' })];
    for (const { publicKey } of other) expect(readKey(publicKey.export({ type: 'spki', format: 'pem' }).toString())).toBeUndefined();
    for (const text of ['', 'junk', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----']) expect(readKey(text)).toBeUndefined();
  });

  it('is that of SHA-256 alone', () => {
    const { pem, privateKey } = reporterKey('own');
    expect(signatureHolds(keyOf(pem), body, sign('sha256', body, privateKey).toString('base64'))).toBe(true);
    expect(signatureHolds(keyOf(pem), body, sign('sha512', body, privateKey).toString('base64'))).toBe(false);
  });
});
