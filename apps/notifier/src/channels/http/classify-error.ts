import { AttemptError } from '../outcome.js';

/** How far an exchange had come. */
export type Phase = 'connect' | 'tls' | 'exchange';

/** The class of an error of node:http. Its message is dropped: it may hold what the other side wrote. */
export function classify(error: Error & { readonly code?: string }, phase: Phase, deadline: AbortSignal): AttemptError {
  if (error instanceof AttemptError) return error;
  if (deadline.aborted || error.code === 'ETIMEDOUT') return new AttemptError('timeout');
  // Whatever breaks the handshake, be it only that the other side hangs up.
  if (phase === 'tls') return new AttemptError('tls');
  if (phase === 'connect') return new AttemptError('connection_refused');
  return new AttemptError(error.code?.startsWith('HPE_') ? 'bad_response' : 'connection_lost');
}
