import type { FastifyReply } from 'fastify';
import type { TokenEntity } from './token.entity.js';

/** Given to a verifier as `at_least`, it makes the verifier wait until it has seen this write. */
export function setConsistency(reply: FastifyReply, { id, sequence }: Pick<TokenEntity, 'id' | 'sequence'>): void {
  reply.header('latchkey-consistency', `${id}@${sequence}`);
}
