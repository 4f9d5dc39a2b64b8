import type { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { AttemptError } from '../outcome.js';
import type { Target } from './read-address.js';

export interface Address {
  readonly address: string;
  readonly family: number;
}

/**
 * The addresses of a host, asked for once. Asks name servers itself: the system's `getaddrinfo` takes a thread of four for as long as a slow server
 * likes, and so would let one name hold up everything. Hence neither the hosts file nor search domains count.
 */
export async function resolveHost({ hostname, isLiteral }: Target, resolver: Resolver): Promise<readonly [Address, ...Address[]]> {
  if (isLiteral) return [{ address: hostname, family: isIP(hostname) }];
  const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const [first, ...others] = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])).map((address) => ({ address, family: isIP(address) }));
  if (!first) throw new AttemptError('dns');
  return [first, ...others];
}
