import { fields } from '@latchkey/contracts';
import { z } from 'zod';

/** Where a page ended. */
export interface Place {
  readonly ingestedAt: Date;
  readonly log: string;
  readonly index: number;
}

const place = z.tuple([fields.instant, z.string().regex(/^[a-z-]{1,100}\/\d{1,9}(@\d{1,9})?$/), z.int().min(0)]);

const cursor = z
  .string()
  .max(300)
  .transform((text, context): Place => {
    const read = place.safeParse(parse(text));
    if (read.success) return { ingestedAt: new Date(read.data[0]), log: read.data[1], index: read.data[2] };
    context.addIssue({ code: 'custom', message: 'is no cursor of this list' });
    return z.NEVER;
  });

export function cursorOf({ ingestedAt, log, index }: Place): string {
  return Buffer.from(JSON.stringify([ingestedAt.toISOString(), log, index])).toString('base64url');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** The query of `GET /audit-events`. */
export const listAuditEventsQuery = z.strictObject({
  customer_id: fields.id.optional().describe('for platform callers; absent: the caller’s own'),
  token_id: fields.id.optional().describe('the trail of this token: what happened to it, what was done with it at services, and what it did here to others'),
  target_id: z.string().min(1).max(255).optional().describe('what was done to this: a token, a version of a service or whatever else was named'),
  action: z
    .string()
    .regex(/^[a-z][a-z0-9_.-]{0,99}$/)
    .optional()
    .describe('an action such as `token.revoked`, or how it starts: `token.`, `activity.`'),
  limit: z.coerce.number().int().min(1).max(1000).default(50).describe('how many at most, default 50'),
  cursor: cursor.optional().describe('`next_cursor` of the page before'),
});
export type ListAuditEventsQuery = z.infer<typeof listAuditEventsQuery>;
