import { describe, expect, it } from '@jest/globals';
import { aGrant } from '@latchkey/testing';
import { ownTokenId } from './own-token.js';

const caller = { customerId: 'c', name: 'ci', platform: false, grant: aGrant() };

describe('the own token', () => {
  it('is the one that came with the request', () => {
    expect(ownTokenId({ ...caller, kind: 'token', tokenId: 't', serviceAccountId: 's' })).toBe('t');
  });

  it('is none where a person came', () => {
    const attempt = () => ownTokenId({ ...caller, kind: 'person', personId: 'p' });
    expect(attempt).toThrow(expect.objectContaining({ code: 'not_found', detail: 'You are here as a person, who has no token.' }));
  });
});
