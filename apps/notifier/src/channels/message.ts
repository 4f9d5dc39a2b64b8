import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { notice } from './notice.js';
import type { Notice } from './notice.js';

/** What one delivery tells: one notice, or those that a digest gathers. It can be kept as JSON between attempts. */
export const message = z.strictObject({
  /** The same over all attempts, so that receivers can drop repeats: `webhook-id`, and the left side of Message-ID. Without a full stop, which would blur what is signed. */
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  /** When it was made, not when it is sent. */
  time: fields.instant,
  notices: z.tuple([notice], notice).refine((notices) => notices.length <= 500, { error: 'expected a count of at most 500' }),
});

export interface Message {
  readonly id: string;
  readonly time: string;
  readonly notices: readonly [Notice, ...Notice[]];
}
