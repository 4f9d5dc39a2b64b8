import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** From first to last address, both included, on one line on which all of IPv4 stands before all of IPv6. */
interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/** Sorted ranges that neither overlap nor touch, so that one set of addresses has one form. */
export type AddressSet = readonly Range[];

interface Network extends Range {
  readonly text: string;
}

interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
  /** How many leading bits the IPv4-mapped form had more than this folded one. */
  readonly folded: number;
}

const ipv6Start = 1n << 128n;
const mappedPrefixLength = 96;

/** The networks' addresses as a set. What is no network adds no address, so a broken list allows less, never more. */
export function addressSet(networks: readonly string[]): AddressSet {
  const ranges = networks.map(parseNetwork).filter((network) => network !== undefined);
  ranges.sort((a, b) => (a.first < b.first ? -1 : 1));
  const merged: { first: bigint; last: bigint }[] = [];
  for (const { first, last } of ranges) {
    const previous = merged.at(-1);
    if (!previous || first > previous.last + 1n) merged.push({ first, last });
    else if (last > previous.last) previous.last = last;
  }
  return merged;
}

export function containsAddress(set: AddressSet, ip: string): boolean {
  const address = parseAddress(ip);
  return address !== undefined && rangeAt(set, place(address)) !== undefined;
}

/** Whether every address of `inner` is one of `outer`. */
export function containsSet(outer: AddressSet, inner: AddressSet): boolean {
  return inner.every(({ first, last }) => {
    const range = rangeAt(outer, first);
    return range !== undefined && last <= range.last;
  });
}

/** The one way to write this network (`10.0.0.0/8`, `2001:db8::/32`; IPv4-mapped ones as IPv4), or undefined where it is none. */
export function canonicalNetwork(text: string): string | undefined {
  return parseNetwork(text)?.text;
}

function rangeAt(set: AddressSet, at: bigint): Range | undefined {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const range = set[middle];
    if (!range || at < range.first) high = middle;
    else if (at > range.last) low = middle + 1;
    else return range;
  }
  return undefined;
}

/** An address with a prefix length, or alone. Bits set beyond the prefix are refused: `10.0.0.1/8` is more often a slip than meant as all of `10`. */
function parseNetwork(text: string): Network | undefined {
  const [start = '', length, ...rest] = text.split('/');
  const address = parseAddress(start);
  if (!address || rest.length > 0) return undefined;
  const prefix = length === undefined ? address.bits : prefixLength(length, address);
  if (prefix === undefined) return undefined;
  const size = 1n << BigInt(address.bits - prefix);
  if (address.value % size !== 0n) return undefined;
  const first = place(address);
  return { first, last: first + size - 1n, text: `${write(address)}/${prefix}` };
}

function prefixLength(text: string, address: Address): number | undefined {
  if (!/^(0|[1-9]\d{0,2})$/.test(text)) return undefined;
  const prefix = Number(text) - address.folded;
  return prefix >= 0 && prefix <= address.bits ? prefix : undefined;
}

function parseAddress(text: string): Address | undefined {
  // ipaddr.js alone would also read octal and hexadecimal IPv4, which others read otherwise; a zone means something on one host only.
  if (!isIP(text) || text.includes('%') || !ipaddr.isValid(text)) return undefined;
  const written = ipaddr.parse(text);
  const address = ipaddr.process(text);
  const value = BigInt(`0x${Buffer.from(address.toByteArray()).toString('hex')}`);
  return { bits: address.kind() === 'ipv4' ? 32 : 128, value, folded: written.kind() === address.kind() ? 0 : mappedPrefixLength };
}

function place({ bits, value }: Address): bigint {
  return bits === 32 ? value : ipv6Start + value;
}

function write({ bits, value }: Address): string {
  const bytes = Buffer.from(value.toString(16).padStart(bits / 4, '0'), 'hex');
  const address = ipaddr.fromByteArray([...bytes]);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}
