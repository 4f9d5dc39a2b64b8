import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { placeCursor, writePlace } from '../paging/place-cursor.js';

const within = z
  .string()
  .regex(/^\d{1,3}d$/)
  .transform((text) => Number(text.slice(0, -1)))
  .refine((days) => days >= 1 && days <= 365, { error: 'expected 1d to 365d' });

export function cursorOf({ expiresAt: at, id }: { readonly expiresAt: Date; readonly id: string }): string {
  return writePlace({ at, id });
}

/** The query of `GET /expiring`. */
export const listExpiringQuery = z.strictObject({
  within: within.prefault('30d').describe('how far ahead to look, in days: 1d to 365d, default 30d'),
  customer_id: fields.id.optional().describe('for platform callers; absent: the caller’s own'),
  limit: z.coerce.number().int().min(1).max(1000).default(50).describe('how many at most, default 50'),
  cursor: placeCursor.optional().describe('`next_cursor` of the page before'),
});
export type ListExpiringQuery = z.infer<typeof listExpiringQuery>;
