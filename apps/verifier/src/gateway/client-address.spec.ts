import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clientAddress } from './client-address.js';

const forwarded = (value: string | undefined, proxies = 1): string | undefined =>
  clientAddress(value === undefined ? {} : { 'x-forwarded-for': value }, { header: undefined, proxies });

describe('clientAddress', () => {
  it.each<[string, string | undefined, number, string | undefined]>([
    ['the last one', '198.51.100.1, 192.0.2.1', 1, '192.0.2.1'],
    ['the last but one behind two proxies', '203.0.113.1,198.51.100.1, 192.0.2.1', 2, '198.51.100.1'],
    ['an IPv6 address', '2001:db8::1', 1, '2001:db8::1'],
    ['none where there are fewer hops than proxies', '192.0.2.1', 2, undefined],
    ['none where the header is missing', undefined, 1, undefined],
    ['none where it is empty', '', 1, undefined],
    ['none from what is no address', '192.0.2.1, unknown', 1, undefined],
    ['none from one with a port', '192.0.2.1:4711', 1, undefined],
    ['none from one with a zone', 'fe80::1%eth0', 1, undefined],
  ])('is %s', (_, value, proxies, address) => {
    expect(forwarded(value, proxies)).toBe(address);
  });

  it('is what the gateway’s own header says, and X-Forwarded-For is then not looked at', () => {
    const source = { header: 'x-real-ip', proxies: 1 };
    expect(clientAddress({ 'x-real-ip': '192.0.2.1', 'x-forwarded-for': '198.51.100.1' }, source)).toBe('192.0.2.1');
    expect(clientAddress({ 'x-forwarded-for': '198.51.100.1' }, source)).toBeUndefined();
  });

  it('depends on nothing that the client wrote (attack: an address of its own choice at the left)', () => {
    const hop = fc.ipV4();
    fc.assert(
      fc.property(fc.string(), fc.array(hop, { minLength: 1, maxLength: 4 }), (written, hops) => {
        expect(forwarded(`${written}, ${hops.join(', ')}`, hops.length)).toBe(hops[0]);
      }),
    );
  });
});
