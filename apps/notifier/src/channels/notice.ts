import { fields } from '@latchkey/contracts';
import { z } from 'zod';

const { actor, id, instant, ip, labels, name } = fields;

/** What every notice tells of its token, as known when the notice was made. */
const about = z.strictObject({
  token_id: id,
  token_name: name,
  customer_id: id,
  /** Who owns the token. The name is `null` where it is not known. */
  service_account: z.strictObject({ id, name: name.nullable() }),
  labels,
  /** `null`: never. */
  expires_at: instant.nullable(),
  /** `null`: never, as far as is known. */
  last_use: z.strictObject({ at: instant, ip: ip.nullable(), user_agent: z.string().max(512).nullable() }).nullable(),
});

function kind<const Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.strictObject({
    type: z.literal(type),
    /** Of the event behind it, the same on Kafka (`ce_id`) and in every channel. */
    event_id: z.string().min(1).max(255),
    /** When it happened. */
    time: instant,
    data: about.extend(shape),
  });
}

/** One fact about one token for the people who own it. Its type is that of the event on token-events; a webhook carries it as it is. */
export const notice = z.discriminatedUnion('type', [
  kind('token.expiring.v1', { expires_at: instant, threshold_days: z.int().min(1).max(365) }),
  kind('token.expired.v1', { expires_at: instant }),
  kind('token.unused.v1', { unused_days: z.int().min(1) }),
  kind('token.issued.v1', { actor }),
  kind('token.rotated.v1', { actor, successor_id: id, ends_at: instant }),
  kind('token.revoked.v1', { actor, reason: z.enum(['requested', 'ancestor', 'rotated', 'reused', 'leaked', 'offboarded']) }),
  kind('token.leaked.v1', { found_in: z.string().max(100), url: z.string().max(2000).nullable(), reporter: z.string().max(100) }),
  kind('token.suspended.v1', { actor }),
  kind('token.predecessor-used.v1', {
    successor_id: id,
    late: z.boolean(),
    used_at: instant,
    ip: ip.nullable(),
    user_agent: z.string().max(512).nullable(),
    service_id: z.string().max(255).nullable(),
    count: z.int().min(1),
  }),
  /** Refused verifications since `since`; `ip` is the address of the last. */
  kind('token.refused-often.v1', { count: z.int().min(1), since: instant, reason: z.string().max(100), ip: ip.nullable() }),
]);

export type Notice = z.infer<typeof notice>;
export type NoticeType = Notice['type'];

/** Told to the people of a customer when nothing goes to one of its subscriptions any more. */
export const subscriptionNotice = z.strictObject({
  type: z.literal('subscription.disabled.v1'),
  event_id: z.string().min(1).max(255),
  time: instant,
  data: z.strictObject({
    customer_id: id,
    subscription_id: id,
    subscription_name: name,
    channel: z.enum(['webhook', 'slack', 'email']),
    reason: z.enum(['gone', 'failing']),
  }),
});
export type SubscriptionNotice = z.infer<typeof subscriptionNotice>;
