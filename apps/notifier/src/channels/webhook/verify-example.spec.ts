import { describe, expect, it } from '@jest/globals';
import { signWebhook } from './sign-webhook.js';
import { newWebhookSecret } from './webhook-secret.js';

type Verify = (headers: Record<string, string>, body: string, secret: string) => unknown;
const path = '../../../../../docs/examples/verify-webhook.mjs';
const { verifyWebhook } = (await import(path)) as { verifyWebhook: Verify };

const [secret, old] = [newWebhookSecret(), newWebhookSecret()];
const body = '{"type":"token.expired.v1"}';
const signed = (at = Date.now(), by = [secret, old]): Record<string, string> => signWebhook('an-id', new Date(at), body, by);

describe('docs/examples/verify-webhook.mjs', () => {
  it('takes what is signed with either of two secrets', () => {
    for (const each of [secret, old]) expect(verifyWebhook(signed(), body, each)).toEqual({ type: 'token.expired.v1' });
  });

  it.each([
    ['another body', signed(), '{}', secret],
    ['another secret', signed(), body, newWebhookSecret()],
    ['another id', { ...signed(), 'webhook-id': 'other' }, body, secret],
    ['an old time', signed(Date.now() - 301_000), body, secret],
    ['a time to come', signed(Date.now() + 301_000), body, secret],
    ['no signature', { ...signed(), 'webhook-signature': '' }, body, secret],
    ['another scheme', { ...signed(), 'webhook-signature': signed()['webhook-signature']?.replaceAll('v1,', 'v1a,') ?? '' }, body, secret],
    ['no headers', {}, body, secret],
  ])('refuses %s', (_, headers, sent, by) => {
    expect(() => verifyWebhook(headers, sent, by)).toThrow();
  });
});
