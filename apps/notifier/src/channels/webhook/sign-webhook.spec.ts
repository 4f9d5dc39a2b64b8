import { describe, expect, it } from '@jest/globals';
import { signWebhook } from './sign-webhook.js';
import { newWebhookSecret, webhookSecret } from './webhook-secret.js';

describe('signWebhook', () => {
  it('signs as the reference does', () => {
    const at = new Date(1614265330_999);
    expect(signWebhook('msg_p5jXN8AQM9LWM0D4loKWxJek', at, '{"test": 2432232314}', ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});

describe('webhookSecret', () => {
  const of = (bytes: number): string => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

  it('is made anew each time, with 256 random bits', () => {
    const made = [newWebhookSecret(), newWebhookSecret()];
    expect(new Set(made).size).toBe(2);
    for (const secret of made) expect(Buffer.from(webhookSecret.parse(secret).slice(6), 'base64')).toHaveLength(32);
  });

  it('has 24 to 64 bytes', () => {
    for (const bytes of [24, 25, 26, 64]) expect(webhookSecret.safeParse(of(bytes)).success).toBe(true);
    for (const bytes of [0, 23, 65]) expect(webhookSecret.safeParse(of(bytes)).success).toBe(false);
  });

  it.each(['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', `${of(24)}\n`, `${of(25)}=`, of(24).replace('B', '-')])('is not %j', (text) => {
    expect(webhookSecret.safeParse(text).success).toBe(false);
  });
});
