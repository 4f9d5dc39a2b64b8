import { randomBytes } from 'node:crypto';
import { z } from 'zod';

const prefix = 'whsec_';
const madeBytes = 32;

/** Standard Webhooks 1.0, "Signature scheme": `whsec_` and the base64 of 24 to 64 bytes. */
export const webhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/)
  .refine((text) => isWhole(text), { error: 'expected whsec_ and the base64 of 24 to 64 bytes' });

export function newWebhookSecret(): string {
  return prefix + randomBytes(madeBytes).toString('base64');
}

export function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(prefix.length), 'base64');
}

function isWhole(text: string): boolean {
  const key = keyOf(text);
  return key.length >= 24 && key.length <= 64 && prefix + key.toString('base64') === text;
}
