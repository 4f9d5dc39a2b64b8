import { describe, expect, it } from '@jest/globals';
import { mintToken } from '@latchkey/tokens';
import { recordable } from './recordable.js';

describe('recordable', () => {
  it.each<[string, string | null | undefined, string | null]>([
    ['keeps what can be stored', 'curl 8 🔑', 'curl 8 🔑'],
    ['leaves out control characters', 'a\u0000b\nc\u0085', 'abc'],
    ['leaves out half a character', 'a\ud83d', 'a'],
    ['leaves no half where it cuts', '123456789🔑', '123456789'],
    ['cuts', '12345678901', '1234567890'],
    ['makes nothing of nothing', '', null],
    ['makes nothing of what is not there', undefined, null],
    ['makes nothing of what cannot be stored', '\u0000', null],
  ])('%s', (_, text, expected) => {
    expect(recordable(text, 10)).toBe(expected);
  });

  it('replaces a secret, also one broken up by what is left out', () => {
    const secret = mintToken();
    for (const text of [secret, `${secret.slice(0, 9)}\u0000${secret.slice(9)}`]) expect(recordable(`x ${text}`, 100)).toBe('x lka_[redacted]');
  });
});
