import { addressSet, containsAddress } from '@latchkey/access';
import type { AddressSet } from '@latchkey/access';
import ipaddr from 'ipaddr.js';

/** What is not for everyone (IANA's special-purpose registries, RFC 6890). Of IPv6 only 2000::/3 is given out, so all else is refused without a list. */
const refused = addressSet([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16', // with the metadata services of clouds
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3', // multicast, reserved, broadcast
  '168.63.129.16', // looks public, and is the host of every machine at Azure
  '::/3',
  '2001::/23', // Teredo, ORCHID, benchmarking
  '2001:db8::/32',
  '2002::/16', // 6to4
  '3fff::/20',
  '4000::/2',
  '8000::/1',
]);
const everything = addressSet(['0.0.0.0/0', '::/0']);
const nat64 = addressSet(['64:ff9b::/96']);

/** Whether nothing may be sent to this address, given the networks that the deployment allows. What is no address is refused. */
export function isRefused(address: string, allowed: AddressSet): boolean {
  if (containsAddress(allowed, address)) return false;
  if (containsAddress(nat64, address)) return isRefused(withinNat64(address), allowed);
  return containsAddress(refused, address) || !containsAddress(everything, address);
}

/** RFC 6052, section 2.2: the last 32 bits. */
function withinNat64(address: string): string {
  return ipaddr.fromByteArray(ipaddr.parse(address).toByteArray().slice(-4)).toString();
}
