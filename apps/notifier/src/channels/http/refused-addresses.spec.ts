import { describe, expect, it } from '@jest/globals';
import { addressSet } from '@latchkey/access';
import fc from 'fast-check';
import { isRefused } from './refused-addresses.js';

const none = addressSet([]);
const inNat64 = (ipv4: string): string => `64:ff9b::${ipv4.split('.').map((part) => Number(part).toString(16).padStart(2, '0')).join('').replace(/^(.{4})/, '$1:')}`;

describe('isRefused', () => {
  it.each([
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '100.100.100.200', '127.0.0.1', '127.255.255.255', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
    ...['192.0.0.192', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['168.63.129.16', '::', '::1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:0:127.0.0.1', '64:ff9b::10.0.0.1', '64:ff9b:1::1', '100::1'],
    ...['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:20::1', '2001:db8::1', '2002:7f00:1::', '2002:808:808::1', '3fff::1', '5f00::1'],
    ...['fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', 'no address', ''],
  ])('refuses %s', (address) => expect(isRefused(address, none)).toBe(true));

  it.each(['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.0', '172.15.255.255', '172.32.0.0', '192.0.1.1', '223.255.255.255', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '2001:4860:4860::8888', '2606:4700::1111', '2a00:1450::1'])(
    'lets through %s',
    (address) => expect(isRefused(address, none)).toBe(false),
  );

  it('judges an IPv4 address within an IPv6 one as it does that address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isRefused(`::ffff:${address}`, none)).toBe(isRefused(address, none));
        expect(isRefused(inNat64(address), none)).toBe(isRefused(address, none));
      }),
    );
  });

  it('lets through what the deployment allows, and its neighbours not', () => {
    const allowed = addressSet(['10.1.0.0/16', 'fd00:1::/32']);
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '64:ff9b::10.1.2.3', 'fd00:1::5']) expect(isRefused(address, allowed)).toBe(false);
    for (const address of ['10.2.0.1', 'fd00:2::5']) expect(isRefused(address, allowed)).toBe(true);
  });
});
