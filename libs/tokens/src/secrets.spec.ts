import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { containsSecret, redactSecrets } from './secrets.js';
import { mintToken } from './token.js';

const token = 'lka_000000000000000000000000000000000000000018ofea';
const lookAlike = token.replace(/.$/, 'b');
/** Its last three characters can begin another token. */
const endsInPrefix = 'lka_0000000000000000000000000000000000002nCI462lka';

const text = fc.oneof(fc.string(), fc.constantFrom('lka_', 'lka', '_', '0', token.slice(0, 30), lookAlike, '\\n'));
const minted = fc.constant(null).map(mintToken);

describe('a secret is found', () => {
  it.each([
    ['alone', token],
    ['in a sentence', `the token is ${token}.`],
    ['in a URL', `https://user:${token}@example.com/?t=1`],
    ['glued to word characters before', `\\n${token}`],
    ['glued to word characters behind', `${token}xyz`],
    ['in the name of a variable', `TOKEN_${token}_OLD`],
    ['right behind another', token + token],
    ['behind a piece of one', `lka_${token}`],
    ['overlapping another', endsInPrefix + token.slice('lka'.length)],
    ['behind a look-alike', lookAlike + token],
  ])('%s, and redacted', (_, leak) => {
    expect(containsSecret(leak)).toBe(true);
    expect(containsSecret(redactSecrets(leak))).toBe(false);
    expect(redactSecrets(leak)).toContain('lka_[redacted]');
  });

  it('wherever it stands in any text', () => {
    fc.assert(fc.property(text, minted, text, (before, secret, behind) => containsSecret(before + secret + behind)));
  });
});

describe('redactSecrets', () => {
  it('leaves no secret, in any mixture of text and secrets', () => {
    const mixture = fc.array(fc.oneof(text, minted), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(fc.property(mixture, (leak) => !containsSecret(redactSecrets(leak))), { numRuns: 500 });
  });

  it('leaves the rest as it was', () => {
    const parts = fc.array(fc.string().filter((part) => !part.includes('lka')), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(parts, (list) => {
        expect(redactSecrets(list.join(token))).toBe(list.join('lka_[redacted]'));
      }),
    );
  });

  it('replaces two that overlap as one', () => {
    expect(redactSecrets(`<${endsInPrefix}${token.slice('lka'.length)}>`)).toBe('<lka_[redacted]>');
  });

  it('leaves what only looks like a secret', () => {
    expect(containsSecret(lookAlike)).toBe(false);
    expect(redactSecrets(`a ${lookAlike} b`)).toBe(`a ${lookAlike} b`);
  });
});
