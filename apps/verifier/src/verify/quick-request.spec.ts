import { describe, expect, it } from '@jest/globals';
import { mintToken } from '@latchkey/tokens';
import fc from 'fast-check';
import { quickRequest } from './quick-request.js';
import { verifyRequest } from './verify.schema.js';

const token = mintToken();

describe('quickRequest', () => {
  it.each([
    ['the token alone', { token }],
    ['all that is usual', { token, permission: 'purge:all', service_id: 'www', workspace_id: 'w1', ip: '192.0.2.1', user_agent: 'curl/8' }],
    ['an agent that cannot be recorded as it is', { token, user_agent: `curl\u0000 ${token}` }],
  ])('reads %s as the schema does', (_, body) => {
    expect(quickRequest(body)).toEqual(verifyRequest.parse(body));
  });

  it.each<[string, unknown]>([
    ['what has to be waited for', { token, at_least: `${'0'.repeat(22)}@1` }],
    ['a secret in another field', { token, service_id: mintToken() }],
    ['a name that is not known', { token, constructor: 'x' }],
    ['no token', { permission: 'purge:all' }],
    ['a list', [token]],
    ['nothing', null],
    ['a text', token],
  ])('leaves %s to the schema', (_, body) => {
    expect(quickRequest(body)).toBeUndefined();
  });

  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('', token, 'purge:all', 'lka_', '192.0.2.1', '192.0.2.01', '256.1.1.1', '1.1.1', '::1', '::ffff:192.0.2.1'));
  const long = fc.integer({ min: 95, max: 5_000 }).map((length) => 'x'.repeat(length));
  const value = fc.oneof({ weight: 6, arbitrary: text }, { weight: 2, arbitrary: fc.ipV4() }, { weight: 2, arbitrary: long }, { weight: 1, arbitrary: fc.jsonValue() });
  const names = ['token', 'permission', 'service_id', 'workspace_id', 'ip', 'user_agent', 'at_least', 'other'];
  const bodies = fc.dictionary(fc.constantFrom(...names), value).chain((body) => fc.constantFrom(body, { ...body, token }));

  it('never takes what the schema refuses, nor reads it otherwise', () => {
    let taken = 0;
    fc.assert(
      fc.property(bodies, (body) => {
        const quick = quickRequest(body);
        if (quick === undefined) return;
        taken += 1;
        expect(verifyRequest.parse(body)).toEqual(quick);
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});
