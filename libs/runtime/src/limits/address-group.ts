import ipaddr from 'ipaddr.js';

/** What counts as one address: of IPv6 the first 64 bits, since whoever has one address there has them all; an IPv4 address in either form. */
export function addressGroup(address: string): string {
  if (!ipaddr.isValid(address)) return '';
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? `${parsed.parts.slice(0, 4).map((part) => part.toString(16)).join(':')}::/64` : parsed.toString();
}
