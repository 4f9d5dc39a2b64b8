import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** The client's address: behind trusted proxies what they say, if that is an address at all. `null` when the client has already gone. */
export function addressOf(request: FastifyRequest): string | null {
  const candidates = [request.ip, request.socket.remoteAddress];
  return candidates.find((address) => address !== undefined && isIP(address) !== 0) ?? null;
}
