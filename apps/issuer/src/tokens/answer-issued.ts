import type { FastifyReply } from 'fastify';
import { setConsistency } from './consistency-header.js';
import type { Issued, IssuedView } from './issued-view.js';

/** What goes with a secret, and whether it was made by this request or by one before it. */
export function answerIssued(reply: FastifyReply, { view, sequence, replayed }: Issued): IssuedView {
  setConsistency(reply, { id: view.id, sequence });
  if (replayed) reply.header('idempotency-replayed', 'true');
  return view;
}
