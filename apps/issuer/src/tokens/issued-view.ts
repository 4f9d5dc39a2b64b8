import { z } from 'zod';
import type { NewToken } from './new-token.js';
import { tokenView, viewToken } from './token-view.js';

/** The one answer that shows a secret. */
export const issuedView = tokenView.extend({ access_token: z.string().describe('the secret, in this answer only') });
export type IssuedView = z.infer<typeof issuedView>;

export interface Issued {
  readonly view: IssuedView;
  readonly sequence: number;
  /** Made by an earlier request with the same `Idempotency-Key`. */
  readonly replayed: boolean;
}

export function showIssued({ token, secret }: NewToken): Issued {
  return { view: { ...viewToken(token), access_token: secret }, sequence: token.sequence, replayed: false };
}
