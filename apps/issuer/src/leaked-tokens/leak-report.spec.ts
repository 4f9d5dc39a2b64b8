import { describe, expect, it } from '@jest/globals';
import { mintToken } from '@latchkey/tokens';
import { type LeakMatch, matchesIn, sightingOf } from './leak-report.js';

const match = (overrides: Partial<LeakMatch> = {}): LeakMatch => ({ token: 'x', type: 't', ...overrides });
const read = (value: unknown): LeakMatch[] => matchesIn(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));

describe('matchesIn', () => {
  it('reads a report, also without a place', () => {
    const full = match({ url: '', source: 'npm' });
    expect(read([full, match(), match({ url: null, source: null })])).toHaveLength(3);
    expect(read([])).toEqual([]);
    expect(read(Array.from({ length: 1_000 }, () => match()))).toHaveLength(1_000);
  });

  it.each<[string, unknown]>([
    ['no list', {}],
    ['too long a list', Array.from({ length: 1_001 }, () => match())],
    ['a match without a token', [{ type: 't' }]],
    ['a token that is no text', [{ token: 5, type: 't' }]],
  ])('refuses %s, and repeats nothing of it', (_, value) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ code: 'invalid_request', errors: undefined }));
  });

  it('refuses what is no JSON', () => {
    for (const text of ['', '[', 'junk']) expect(() => read(text)).toThrow(expect.objectContaining({ code: 'invalid_json' }));
  });
});

describe('sightingOf', () => {
  it.each<[string, Partial<LeakMatch>, object]>([
    ['keeps a page and its kind', { url: 'https://github.com/a/b/blob/c/d#L3', source: 'content' }, { found_in: 'content', url: 'https://github.com/a/b/blob/c/d#L3' }],
    ['knows no place for an empty text', { url: '', source: '' }, { found_in: 'unknown', url: null }],
    ['takes no other text for a kind', { source: 'A <b>' }, { found_in: 'unknown', url: null }],
    ['links to nothing that a browser would run', { url: 'javascript:alert(1)' }, { found_in: 'unknown', url: null }],
    ['takes no relative place', { url: 'some_url' }, { found_in: 'unknown', url: null }],
    ['leaves credentials out', { url: 'https://me:secret@example.com/' }, { found_in: 'unknown', url: 'https://example.com/' }],
    ['leaves control characters out', { url: 'https://example.com/a\u0000b' }, { found_in: 'unknown', url: 'https://example.com/ab' }],
  ])('%s', (_, overrides, expected) => {
    expect(sightingOf(match(overrides))).toEqual(expected);
  });

  it('replaces a secret in a place, and cuts what is too long for an event', () => {
    const secret = mintToken();
    expect(sightingOf(match({ url: `https://example.com/?q=${secret}` })).url).toBe('https://example.com/?q=lka_[redacted]');
    expect(sightingOf(match({ url: `https://example.com/${'ö'.repeat(1_900)}` })).url).toHaveLength(2_000);
  });
});
