import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { canonicalIp } from '../logs/search-columns.js';

export const maxSearchDays = 31;
const dayMs = 24 * 60 * 60 * 1000;
const instant = (what: string) => z.iso.datetime({ offset: true }).transform((text) => new Date(text)).optional().describe(what);

/** What events can be asked for. All that is named must hold. */
export const eventFilterFields = {
  customer_id: fields.id.optional().describe('for platform callers; absent: the caller’s own'),
  from: instant('that happened at this instant or later. What claims to have happened after it was taken in counts from then'),
  to: instant('that happened before this instant'),
  token_id: fields.id.optional().describe('the trail of this token: what happened to it, what was done with it at services, and what it did here to others'),
  target_id: z.string().min(1).max(255).optional().describe('what was done to this: a token, a version of a service or whatever else was named'),
  actor_id: z.string().min(1).max(255).optional().describe('what was done by this token or person, by its id; or by a part of Latchkey, such as `notifier`'),
  service_account_id: fields.id.optional().describe('what happened to this service account and its tokens, and what was done with them to nobody’s token'),
  action: z
    .string()
    .regex(/^[a-z][a-z0-9_.-]{0,99}$/)
    .optional()
    .describe('an action such as `token.revoked`, or how it starts: `token.`, `activity.`'),
  service_id: z.string().min(1).max(255).optional().describe('that name this service'),
  outcome: z.enum(['success', 'failure']).optional().describe('`success` or `failure`'),
  ip: z
    .union([z.ipv4(), z.ipv6()])
    .transform(canonicalIp)
    .optional()
    .describe('from this address'),
  text: z
    .string()
    .min(3)
    .max(200)
    .optional()
    .describe(`with this in any of their texts, in upper or lower case. Needs \`from\`, and a range of at most ${maxSearchDays} days`),
};

export type EventFilter = z.infer<z.ZodObject<typeof eventFilterFields>>;

/** Every event of the range may have to be read to find a text, so the range is bounded. */
export function boundedSearch(context: z.core.ParsePayload<EventFilter>): void {
  const { text, from, to } = context.value;
  const complain = (message: string, name: keyof EventFilter): void => void context.issues.push({ code: 'custom', message, path: [name], input: undefined });
  if (from && to && to <= from) complain('is not after `from`', 'to');
  if (text === undefined) return;
  if (!from) complain('is needed with `text`', 'from');
  else if ((to ?? new Date()).getTime() - from.getTime() > maxSearchDays * dayMs) complain(`is more than ${maxSearchDays} days before the end of the range, which is too long for \`text\``, 'from');
}
