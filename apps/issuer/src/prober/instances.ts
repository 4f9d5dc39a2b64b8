import { lookup } from 'node:dns/promises';

/** Where each instance behind these URLs is. Over http each address of a host is one; over https there is one for each URL, since a certificate is of a name. */
export async function instancesAt(urls: readonly string[]): Promise<string[]> {
  const found = await Promise.all(urls.map(addressesOf));
  return [...new Set(found.flat())];
}

async function addressesOf(url: string): Promise<string[]> {
  const { protocol, hostname, origin } = new URL(url);
  if (protocol === 'https:') return [origin];
  const addresses = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true });
  return addresses.map(({ address, family }) => {
    const instance = new URL(origin);
    instance.hostname = family === 6 ? `[${address}]` : address;
    return instance.origin;
  });
}
