import type { FastifyReply } from 'fastify';
import { consistencyHeader, setConsistency } from './consistency-header.js';
import type { Issued, IssuedView } from './issued-view.js';

/** For the OpenAPI document. */
export const issuedHeaders = {
  ...consistencyHeader,
  'Idempotency-Replayed': { description: '`true` where an earlier request with this `Idempotency-Key` made the token.', schema: { type: 'string' as const }, example: 'true' },
};

/** What goes with a secret, and whether it was made by this request or by one before it. */
export function answerIssued(reply: FastifyReply, { view, sequence, replayed }: Issued): IssuedView {
  setConsistency(reply, { id: view.id, sequence });
  if (replayed) reply.header('idempotency-replayed', 'true');
  return view;
}
