import { fields } from '@latchkey/contracts';
import { z } from 'zod';

const within = z
  .string()
  .regex(/^\d{1,3}d$/)
  .transform((text) => Number(text.slice(0, -1)))
  .refine((days) => days >= 1 && days <= 365, { error: 'expected 1d to 365d' });

/** Where a page ended. */
export interface Place {
  readonly expiresAt: Date;
  readonly id: string;
}

const place = z.tuple([fields.instant, fields.id]);

const cursor = z
  .string()
  .max(200)
  .transform((text, context): Place => {
    const read = place.safeParse(Buffer.from(text, 'base64url').toString().split('/'));
    if (read.success) return { expiresAt: new Date(read.data[0]), id: read.data[1] };
    context.addIssue({ code: 'custom', message: 'is no cursor of this list' });
    return z.NEVER;
  });

export function cursorOf({ expiresAt, id }: Place): string {
  return Buffer.from(`${expiresAt.toISOString()}/${id}`).toString('base64url');
}

/** The query of `GET /expiring`. */
export const listExpiringQuery = z.strictObject({
  within: within.prefault('30d').describe('how far ahead to look, in days: 1d to 365d, default 30d'),
  customer_id: fields.id.optional().describe('for platform callers; absent: the caller’s own'),
  limit: z.coerce.number().int().min(1).max(1000).default(50).describe('how many at most, default 50'),
  cursor: cursor.optional().describe('`next_cursor` of the page before'),
});
export type ListExpiringQuery = z.infer<typeof listExpiringQuery>;
