import { describe, expect, it } from '@jest/globals';
import { mintToken } from '@latchkey/tokens';
import { requestIdOf } from './request-id.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe('requestIdOf', () => {
  it('keeps a sane id of the caller', () => {
    expect(requestIdOf({ headers: { 'x-request-id': 'build-42.step_7' } })).toBe('build-42.step_7');
  });

  it.each([undefined, 'short', 'has space in it', 'new\nline-in-it', 'x'.repeat(101), '<script>alert</script>', mintToken()])('replaces %p', (given) => {
    expect(requestIdOf({ headers: { 'x-request-id': given } })).toMatch(uuid);
  });
});
