import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { notice, subscriptionNotice } from './notice.js';
import type { Notice, SubscriptionNotice } from './notice.js';

const many = z.tuple([notice], notice).refine((notices) => notices.length <= 500, { error: 'expected a count of at most 500' });

/** What one delivery tells: one notice, or those that a digest gathers; or that a subscription was disabled. It can be kept as JSON between attempts. */
export const message = z.strictObject({
  /** The same over all attempts, so that receivers can drop repeats: `webhook-id`, and the left side of Message-ID. Without a full stop, which would blur what is signed. */
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  /** When it was made, not when it is sent. */
  time: fields.instant,
  notices: z.union([many, z.tuple([subscriptionNotice])]),
});

export interface Message {
  readonly id: string;
  readonly time: string;
  readonly notices: readonly [Notice, ...Notice[]] | readonly [SubscriptionNotice];
}

export function isAboutSubscription(notices: Message['notices']): notices is readonly [SubscriptionNotice] {
  return notices[0].type === 'subscription.disabled.v1';
}
