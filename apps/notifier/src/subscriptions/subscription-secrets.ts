import { z } from 'zod';
import { NotifierError } from '../notifier.errors.js';
import type { SecretBox } from '../secrets/secret-box.js';
import type { Subscription } from './subscription.js';

const stored = z.strictObject({
  /** Of Slack: the address to post to. */
  url: z.string().optional(),
  /** Of a webhook: what signs, the newest first. */
  secrets: z.array(z.strictObject({ secret: z.string(), until: z.iso.datetime().nullable() })).default([]),
});
export type SubscriptionSecrets = z.output<typeof stored>;

/** Throws `no_secrets_key`. */
export function sealSecrets(box: SecretBox, subscriptionId: string, secrets: z.input<typeof stored>): Buffer {
  if (!box.canSeal) throw new NotifierError('no_secrets_key');
  return box.seal(JSON.stringify(secrets), contextOf(subscriptionId));
}

export function openSecrets(box: SecretBox, { id, sealed }: Pick<Subscription, 'id' | 'sealed'>): SubscriptionSecrets {
  return stored.parse(sealed === null ? {} : JSON.parse(box.open(sealed, contextOf(id))));
}

/** What signs at this moment, the newest first. */
export function signingSecrets({ secrets }: SubscriptionSecrets, now: Date): string[] {
  return secrets.filter(({ until }) => until === null || new Date(until) > now).map(({ secret }) => secret);
}

function contextOf(subscriptionId: string): string {
  return `latchkey subscription ${subscriptionId}`;
}
