import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressSet, canonicalNetwork, containsAddress, containsSet } from './address-set.js';

const ipv4Network = fc.tuple(fc.nat(0xffff_ffff), fc.integer({ min: 0, max: 32 })).map(([value, prefix]) => {
  const masked = prefix === 0 ? 0 : (value >>> (32 - prefix)) * 2 ** (32 - prefix);
  return `${[24, 16, 8, 0].map((shift) => (masked >>> shift) & 0xff).join('.')}/${prefix}`;
});

/** The two halves of an IPv4 network. */
function halves(network: string): string[] {
  const [address = '', prefix] = network.split('/');
  const half = Number(prefix) + 1;
  const upper = address.split('.').reduce((value, octet) => value * 256 + Number(octet), 0) + 2 ** (32 - half);
  return [`${address}/${half}`, `${[24, 16, 8, 0].map((shift) => (upper >>> shift) & 0xff).join('.')}/${half}`];
}

describe('canonicalNetwork', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['10.0.0.1', '10.0.0.1/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8:0:0::/32', '2001:db8::/32'],
    ['::1', '::1/128'],
    ['::/0', '::/0'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['::ffff:a00:1', '10.0.0.1/32'],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalNetwork(text)).toBe(canonical);
  });

  it.each([
    '', '/', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/08', '10.0.0.0/8/8', '10.0.0.0/8 ', '10.0.0/8', '010.0.0.0/8', '0x0a.0.0.0/8', '167772160',
    '10.0.0.1/8', '2001:db8::1/32', '2001:db8::/129', 'fe80::1%eth0', '::ffff:10.0.0.0/95', 'localhost', '10.0.0.0/255.0.0.0',
  ])('%j is none', (text) => {
    expect(canonicalNetwork(text)).toBeUndefined();
  });

  it('never throws, and what it answers stays as it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), ipv4Network, fc.ipV4(), fc.ipV6()), (text) => {
        const canonical = canonicalNetwork(text);
        if (canonical !== undefined) expect(canonicalNetwork(canonical)).toBe(canonical);
      }),
    );
  });
});

describe('an address set', () => {
  it('folds IPv4-mapped addresses, so that a dual-stack listener meets the same limit', () => {
    expect(containsAddress(addressSet(['10.0.0.0/8']), '::ffff:10.1.2.3')).toBe(true);
    expect(containsAddress(addressSet(['::ffff:10.0.0.0/104']), '10.1.2.3')).toBe(true);
  });

  it('keeps the families apart: all of IPv6 takes in no IPv4', () => {
    expect(containsAddress(addressSet(['::/0']), '10.0.0.1')).toBe(false);
    expect(containsAddress(addressSet(['::/0']), '::ffff:10.0.0.1')).toBe(false);
    expect(containsAddress(addressSet(['0.0.0.0/0']), '2001:db8::1')).toBe(false);
  });

  it('holds first and last address of a network, and not their neighbours', () => {
    const set = addressSet(['10.0.1.0/24', '2001:db8::/127']);
    for (const inside of ['10.0.1.0', '10.0.1.255', '2001:db8::', '2001:db8::1']) expect(containsAddress(set, inside)).toBe(true);
    for (const outside of ['10.0.0.255', '10.0.2.0', '2001:db8::2', '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff', '10.0.1.0/24', '']) {
      expect(containsAddress(set, outside)).toBe(false);
    }
  });

  it('contains what only its networks together contain', () => {
    expect(containsSet(addressSet(['10.128.0.0/9', '10.0.0.0/9']), addressSet(['10.0.0.0/8']))).toBe(true);
    expect(containsSet(addressSet(['10.0.0.0/9']), addressSet(['10.0.0.0/8']))).toBe(false);
    expect(containsSet(addressSet([]), addressSet([]))).toBe(true);
    expect(containsSet(addressSet([]), addressSet(['10.0.0.1/32']))).toBe(false);
  });

  it('leaves out a single address between two networks', () => {
    const set = addressSet(['10.0.0.0/32', '10.0.0.2/32']);
    expect(containsAddress(set, '10.0.0.1')).toBe(false);
    expect(containsSet(set, addressSet(['10.0.0.0/31']))).toBe(false);
  });

  it('has one form, however it is written', () => {
    const networks = fc.array(ipv4Network.filter((network) => !network.endsWith('/32')), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(networks, (list) => {
        expect(addressSet([...list, ...list.flatMap(halves)].reverse())).toEqual(addressSet(list));
        expect(addressSet(list.flatMap(halves))).toEqual(addressSet(list));
      }),
    );
  });
});
