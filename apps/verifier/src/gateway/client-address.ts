import { isIP } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';

/** Where a gateway says from where its request came. */
export interface AddressSource {
  /** A header that holds the address alone, which the gateway sets. */
  readonly header: string | undefined;
  /** Else how many proxies have added to X-Forwarded-For, the gateway the last of them. */
  readonly proxies: number;
}

/** The client’s address, which the first of the trusted proxies saw: what stands to the left of it the client may have written. `undefined` where none stands there. */
export function clientAddress(headers: IncomingHttpHeaders, { header, proxies }: AddressSource): string | undefined {
  const value = headers[header ?? 'x-forwarded-for'];
  if (typeof value !== 'string') return undefined;
  const address = header === undefined ? value.split(',').at(-proxies)?.trim() : value;
  return address !== undefined && isIP(address) !== 0 && !address.includes('%') ? address : undefined;
}
