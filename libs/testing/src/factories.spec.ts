import { describe, expect, it } from '@jest/globals';
import { authorize } from '@latchkey/access';
import { encodeEvent, tokenState } from '@latchkey/contracts';
import { aGrant, aTokenState } from './factories.js';

describe('aTokenState', () => {
  it('keeps the contract, so that a test can send it', () => {
    const data = aTokenState();
    expect(() => encodeEvent(tokenState, { id: 'e1', source: 'issuer', time: data.changed_at, data })).not.toThrow();
  });

  it('is another token each time, save for what is asked', () => {
    const [one, other] = [aTokenState({ sequence: 7 }), aTokenState({ sequence: 7 })];
    expect(one.sequence).toBe(7);
    expect(one.id).not.toBe(other.id);
    expect(one.digest).not.toBe(other.digest);
  });
});

describe('aGrant', () => {
  it('allows something, always and from anywhere', () => {
    expect(authorize(aGrant(), { permission: 'purge:select', at: new Date(0) })).toEqual({ allowed: true });
  });
});
