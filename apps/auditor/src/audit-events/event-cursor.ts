import { fields } from '@latchkey/contracts';
import { z } from 'zod';

/** Where an entry stands among those of its transaction. */
interface Place {
  readonly ingestedAt: Date;
  readonly log: string;
  readonly index: number;
}

/** Where a page ended that began with the last ingested. */
export interface NewestCursor extends Place {
  readonly order: 'desc';
}

/** How far has been read of what is settled: to this entry, or where there is none, to all that lies before this transaction. See decision 20. */
export interface SettledCursor {
  readonly order: 'asc';
  readonly era: string;
  readonly txn: string;
  readonly place: Place | undefined;
}

export type EventCursor = NewestCursor | SettledCursor;

const place = [fields.instant, z.string().regex(/^[a-z-]{1,100}\/\d{1,9}(@\d{1,9})?$/), z.int().min(0)] as const;
const era = z.string().regex(/^[0-9a-f]{32}$/);
const txn = z.string().regex(/^\d{1,18}$/);
const shape = z.union([z.tuple(place), z.tuple([era, txn]), z.tuple([era, txn, ...place])]);

/** Undefined where it is none. */
export function readCursor(text: string): EventCursor | undefined {
  const { data } = shape.safeParse(parse(text));
  if (!data) return undefined;
  switch (data.length) {
    case 3:
      return { order: 'desc', ...placeOf(...data) };
    case 2:
      return { order: 'asc', era: data[0], txn: data[1], place: undefined };
    case 5:
      return { order: 'asc', era: data[0], txn: data[1], place: placeOf(data[2], data[3], data[4]) };
  }
}

export function writeCursor(cursor: EventCursor): string {
  const parts = cursor.order === 'desc' ? partsOf(cursor) : [cursor.era, cursor.txn, ...(cursor.place ? partsOf(cursor.place) : [])];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** A parameter that is a cursor, of either order. */
export const eventCursor = z
  .string()
  .max(400)
  .transform((text, context): EventCursor => {
    const cursor = readCursor(text);
    if (cursor) return cursor;
    context.addIssue({ code: 'custom', message: 'is no cursor of this list' });
    return z.NEVER;
  });

/** A parameter that is a cursor of what is settled. */
export const settledCursor = eventCursor.transform((cursor, context): SettledCursor => {
  if (cursor.order === 'asc') return cursor;
  context.addIssue({ code: 'custom', message: 'is a cursor of a list that begins with the newest' });
  return z.NEVER;
});

function placeOf(at: string, log: string, index: number): Place {
  return { ingestedAt: new Date(at), log, index };
}

function partsOf({ ingestedAt, log, index }: Place): unknown[] {
  return [ingestedAt.toISOString(), log, index];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
