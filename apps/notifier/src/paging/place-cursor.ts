import { fields } from '@latchkey/contracts';
import { z } from 'zod';

/** Where a page ended, in a list that is ordered by an instant and an id. */
export interface Place {
  readonly at: Date;
  readonly id: string;
}

const place = z.tuple([fields.instant, fields.id]);

/** A parameter that names a place, as `writePlace` writes it. */
export const placeCursor = z
  .string()
  .max(200)
  .transform((text, context): Place => {
    const read = place.safeParse(Buffer.from(text, 'base64url').toString().split('/'));
    if (read.success) return { at: new Date(read.data[0]), id: read.data[1] };
    context.addIssue({ code: 'custom', message: 'is no cursor of this list' });
    return z.NEVER;
  });

export function writePlace({ at, id }: Place): string {
  return Buffer.from(`${at.toISOString()}/${id}`).toString('base64url');
}
