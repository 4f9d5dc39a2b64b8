import { z } from 'zod';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** An https URL without credentials; plain http never leaves the machine. */
export const secureUrl = z.string().max(500).refine(isSecureUrl, { error: 'expected an https URL; http is for loopback addresses alone' });

function isSecureUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username !== '' || password !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && loopback.test(hostname));
}
