import { describe, expect, it } from '@jest/globals';
import { mintToken } from '@latchkey/tokens';
import fc from 'fast-check';
import { openAnswer, sealAnswer } from './seal-answer.js';

describe('a sealed answer', () => {
  const secret = mintToken();
  const sealed = sealAnswer('the answer', secret, 'row');

  it('opens to whoever sealed it', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(openAnswer(sealAnswer(text, secret, 'row'), secret, 'row')).toBe(text)));
  });

  it('opens neither with another secret nor in another place', () => {
    expect(() => openAnswer(sealed, mintToken(), 'row')).toThrow();
    expect(() => openAnswer(sealed, secret, 'other row')).toThrow();
  });

  it('opens no more once a bit has changed, wherever it stands', () => {
    const property = fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => openAnswer(changed, secret, 'row')).toThrow();
    });
    fc.assert(property);
  });

  it('differs each time, so that equal answers do not show', () => {
    expect(sealAnswer('the answer', secret, 'row').equals(sealed)).toBe(false);
  });
});
