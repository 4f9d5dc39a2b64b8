import { describe, expect, it } from '@jest/globals';
import { mintToken } from '@latchkey/tokens';
import { ZodError } from 'zod';
import { tokenExpired, tokenHeartbeat } from './contracts.js';
import { ContainsSecretError, encodeEvent } from './encode-event.js';
import type { EventOf } from './event.js';

const id = '0'.repeat(22);
const expired: EventOf<typeof tokenExpired> = {
  id: 'e1',
  source: 'notifier',
  type: 'token.expired.v1',
  time: '2026-01-01T00:00:00Z',
  data: { token_id: id, customer_id: id, service_account_id: id, token_name: 'ci', labels: {}, expires_at: '2026-01-01T00:00:00Z', service_account_name: null, last_used: null },
};

describe('encodeEvent', () => {
  it('sends no secret to Kafka: in a field, a label, its name, an id or a subject (invariant 1)', () => {
    const secret = mintToken();
    const leaks = [
      { ...expired, data: { ...expired.data, token_name: `my ${secret}` } },
      { ...expired, data: { ...expired.data, labels: { note: secret } } },
      { ...expired, data: { ...expired.data, labels: { [secret]: 'note' } } },
      { ...expired, id: secret },
      { ...expired, subject: secret },
    ];
    for (const leak of leaks) expect(() => encodeEvent(tokenExpired, leak)).toThrow(ContainsSecretError);
  });

  it('does not repeat the secret in the error', () => {
    const secret = mintToken();
    expect(() => encodeEvent(tokenExpired, { ...expired, id: secret })).toThrow('token.expired.v1 holds the secret of a token');
  });

  it('refuses data that breaks the contract, an unknown field included', () => {
    expect(() => encodeEvent(tokenExpired, { ...expired, data: { ...expired.data, token_id: 'short' } })).toThrow(ZodError);
    const more = { ...expired.data, more: true };
    expect(() => encodeEvent(tokenExpired, { ...expired, data: more })).toThrow(ZodError);
  });

  it('leaves out a subject that there is none of, and the partition unless it is given', () => {
    const record = encodeEvent(tokenExpired, expired);
    expect(record.headers).not.toHaveProperty('ce_subject');
    expect(record).not.toHaveProperty('partition');
  });

  it('sends a heartbeat to its own partition', () => {
    const data = { as_of: '2026-01-01T00:00:00.000Z', generation: '3f0f5e2c-2f0e-4d6c-9a55-0b6f0f3a9c11', partition: 4 };
    expect(encodeEvent(tokenHeartbeat, { ...expired, data }, 4)).toMatchObject({ key: 'heartbeat/4', partition: 4 });
  });
});
