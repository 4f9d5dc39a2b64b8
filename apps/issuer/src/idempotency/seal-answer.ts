import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const saltBytes = 16;
const ivBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM under a key that follows from the caller's own secret (HKDF, RFC 5869): what is kept can be opened by nobody who does not hold that secret.
 * `context` binds the sealed text to its place. Answers salt, nonce, tag and ciphertext.
 */
export function sealAnswer(text: string, secret: string, context: string): Buffer {
  const [salt, iv] = [randomBytes(saltBytes), randomBytes(ivBytes)];
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, salt, context), iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([salt, iv, cipher.getAuthTag(), sealed]);
}

/** Throws where the secret or the context is another one, or a bit has changed. */
export function openAnswer(sealed: Buffer, secret: string, context: string): string {
  const [salt, iv, tag, text] = split(sealed, [saltBytes, ivBytes, tagBytes]);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, salt as Buffer, context), iv as Buffer, { authTagLength: tagBytes });
  decipher.setAuthTag(tag as Buffer);
  return Buffer.concat([decipher.update(text as Buffer), decipher.final()]).toString('utf8');
}

function keyOf(secret: string, salt: Buffer, context: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, `latchkey idempotent answer ${context}`, 32));
}

function split(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (const length of lengths) parts.push(bytes.subarray(start, (start += length)));
  return [...parts, bytes.subarray(start)];
}
