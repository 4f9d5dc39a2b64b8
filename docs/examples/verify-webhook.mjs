// Verifies a webhook of Latchkey with what Node has. Libraries for other languages: https://www.standardwebhooks.com
import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Throws unless the request is from Latchkey and of the last five minutes.
 * `headers` are in lower case, as Node has them; `body` is the body as it came, before any parsing; `secret` is `whsec_…`.
 */
export function verifyWebhook(headers, body, secret) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) < 300)) throw new Error('too old, or too new');
  const expected = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(`${id}.${timestamp}.${body}`).digest();
  const isGenuine = String(signatures)
    .split(' ')
    .filter((each) => each.startsWith('v1,'))
    .map((each) => Buffer.from(each.slice(3), 'base64'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
  if (!isGenuine) throw new Error('not signed with this secret');
  return JSON.parse(body);
}
