import { isIP } from 'node:net';

/** An address to send to, taken apart once, so that what was checked is what is used. */
export interface Target {
  readonly secure: boolean;
  /** Without brackets. An IPv4 address in the one usual form, however it was written. */
  readonly hostname: string;
  readonly isLiteral: boolean;
  readonly port: number;
  /** With the query. */
  readonly path: string;
}

const firstUnprivilegedPort = 1024;

/**
 * Reads an address by the WHATWG URL standard. Undefined where it may not be used: no https (nor, where allowed, http), credentials in it,
 * or a port below 1024 that is neither 80 nor 443, so that no mail or database server is made to read HTTP.
 */
export function readAddress(address: string, { allowHttp }: { readonly allowHttp: boolean }): Target | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const secure = url.protocol === 'https:';
  if (!secure && !(allowHttp && url.protocol === 'http:')) return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  if (port < firstUnprivilegedPort && port !== 80 && port !== 443) return undefined;
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { secure, hostname, isLiteral: isIP(hostname) !== 0, port, path: url.pathname + url.search };
}
