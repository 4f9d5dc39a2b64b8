import { createHmac } from 'node:crypto';
import { keyOf } from './webhook-secret.js';

/** The headers of Standard Webhooks 1.0 for this very body: a signature by each secret, so that receivers can change over. `at` is the time of this attempt. */
export function signWebhook(id: string, at: Date, body: string, secrets: readonly string[]): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1000);
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}
