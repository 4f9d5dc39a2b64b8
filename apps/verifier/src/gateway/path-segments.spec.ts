import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pathSegments } from './path-segments.js';

describe('pathSegments', () => {
  it.each<[string, readonly string[]]>([
    ['/', []],
    ['/service/www/purge_all', ['service', 'www', 'purge_all']],
    ['/service/www/?a=/../b&c=%2f', ['service', 'www']],
    ['/a%20b/%C3%A9~:@', ['a b', 'é~:@']],
    ['/...', ['...']],
    ['/a.b/.c', ['a.b', '.c']],
  ])('reads %s', (target, segments) => {
    expect(pathSegments(target)).toEqual(segments);
  });

  it.each([
    ['a way up', '/public/../admin'],
    ['a way up at the end', '/public/..'],
    ['a way that stays', '/./admin'],
    ['an escaped way up', '/public/%2e%2e/admin'],
    ['half of it escaped', '/public/.%2E/admin'],
    ['a way up with a parameter', '/public/..;/admin'],
    ['a parameter', '/public;v=1/admin'],
    ['an escaped parameter', '/public%3Bv=1'],
    ['two slashes', '//admin'],
    ['two slashes inside', '/public//admin'],
    ['two slashes at the end', '/public//'],
    ['an escaped slash', '/public%2fadmin'],
    ['an escaped slash in upper case', '/public%2Fadmin'],
    ['a backslash', '/public\\admin'],
    ['an escaped backslash', '/public%5cadmin'],
    ['what is escaped twice', '/public%252fadmin'],
    ['an escaped percent sign', '/100%25'],
    ['half an escape', '/a%2'],
    ['no escape', '/a%zz'],
    ['a NUL', '/public%00.png'],
    ['a line end', '/public%0d%0aX-Latchkey-Token-Id:%20x'],
    ['a control character of the upper half', '/%C2%85'],
    ['a DEL', '/%7f'],
    ['a raw control character', '/a\u0001'],
    ['a blank', '/a b'],
    ['a letter beyond ASCII', '/é'],
    ['a fragment', '/public#/admin'],
    ['half a character', '/%C3'],
    ['an overlong form of a slash', '/public%C0%AFadmin'],
    ['half a surrogate pair', '/%ED%A0%80'],
    ['another host', 'http://admin/'],
    ['no path', '*'],
    ['nothing', ''],
    ['a query alone', '?a'],
  ])('takes no path with %s (attack: a path that the gateway’s upstream reads otherwise)', (_, target) => {
    expect(pathSegments(target)).toBeUndefined();
  });

  /** Written as differently as it may be: byte by byte, and with all forbidden signs in one list. */
  function reference(target: string): string[] | undefined {
    const path = target.split('?')[0] ?? '';
    const bytes: number[] = [];
    for (let at = 0; at < path.length; at += 1) {
      const sign = path.charAt(at);
      if (sign !== '%') {
        if (!/[\w\-.~!$&'()*+,=:@/]/.test(sign)) return undefined;
        bytes.push(sign.charCodeAt(0));
        continue;
      }
      const byte = Number(`0x${path.slice(at + 1, at + 3)}`);
      if (path.length < at + 3 || Number.isNaN(byte) || '/\\.;%'.includes(String.fromCharCode(byte))) return undefined;
      bytes.push(byte);
      at += 2;
    }
    const text = Buffer.from(bytes).toString('utf8');
    if (!Buffer.from(text).equals(Buffer.from(bytes))) return undefined;
    if (!text.startsWith('/') || [...text].some((sign) => sign < ' ' || (sign >= '\u007f' && sign < '\u00a0'))) return undefined;
    const segments = text.replace(/\/$/, '').split('/').slice(1);
    return segments.some((segment) => ['', '.', '..'].includes(segment)) ? undefined : segments;
  }

  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('/', '.', '..', '%2e', '%2F', '%5C', '%25', '%00', '%', ';', '?', '\\', '//', '%C3%A9', '%c3', '%20', 'a', 'service') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 3 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }).map((byte) => `%${byte.toString(16).padStart(2, '0')}`) },
  );

  it('agrees with a reference on any target', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const target = `/${pieces.join('')}`;
        expect(pathSegments(target)).toEqual(reference(target));
      }),
      { numRuns: 5_000 },
    );
  });

  it('gives back what was escaped, whatever it is', () => {
    const segment = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter((text) => !/[/\\.;%\p{Cc}\p{Cs}]/u.test(text));
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 5 }), (segments) => {
        expect(pathSegments(`/${segments.map(encodeURIComponent).join('/')}`)).toEqual(segments);
      }),
    );
  });
});
