import type { FastifyReply } from 'fastify';
import type { TokenEntity } from './token.entity.js';

/** For the OpenAPI document. */
export const consistencyHeader = {
  'Latchkey-Consistency': {
    description: 'Give it to `POST /verify` as `at_least`: the verifier then waits until it has seen this write.',
    schema: { type: 'string' as const },
    example: '1CYbPnAsKhSwI4xdQ8Qd5k@3',
  },
};

/** Given to a verifier as `at_least`, it makes the verifier wait until it has seen this write. */
export function setConsistency(reply: FastifyReply, { id, sequence }: Pick<TokenEntity, 'id' | 'sequence'>): void {
  reply.header('latchkey-consistency', `${id}@${sequence}`);
}
