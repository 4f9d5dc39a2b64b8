import { z } from 'zod';

/** Where a page begins or ends: the first after a workspace, or the last before it. */
export interface WorkspaceCursor {
  readonly side: 'after' | 'before';
  readonly id: string;
}

const place = z.tuple([z.enum(['after', 'before']), z.string().max(255)]);

export const workspaceCursor = z
  .string()
  .max(600)
  .transform((text, context): WorkspaceCursor => {
    const read = place.safeParse(parse(text));
    if (read.success) return { side: read.data[0], id: read.data[1] };
    context.addIssue({ code: 'custom', message: 'is no cursor of this list' });
    return z.NEVER;
  });

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}

export interface WorkspacePage {
  readonly ids: readonly string[];
  /** Empty where there are no more, as Fastly's clients expect. */
  readonly next: string;
  readonly previous: string;
}

/** A page of ids that are in order. It is found by an id, and so holds its place when others are added or taken away. */
export function workspacePage(all: readonly string[], { limit, cursor }: { limit: number; cursor?: WorkspaceCursor | undefined }): WorkspacePage {
  const start = startOf(all, limit, cursor);
  const end = cursor?.side === 'before' ? endBefore(all, cursor.id) : start + limit;
  const ids = all.slice(start, end);
  const [first, last] = [ids[0], ids.at(-1)];
  return {
    ids,
    next: last !== undefined && end < all.length ? cursorOf('after', last) : '',
    previous: first !== undefined && start > 0 ? cursorOf('before', first) : '',
  };
}

function startOf(all: readonly string[], limit: number, cursor: WorkspaceCursor | undefined): number {
  if (cursor === undefined) return 0;
  if (cursor.side === 'before') return Math.max(0, endBefore(all, cursor.id) - limit);
  const next = all.findIndex((each) => each > cursor.id);
  return next < 0 ? all.length : next;
}

function endBefore(all: readonly string[], id: string): number {
  const end = all.findIndex((each) => each >= id);
  return end < 0 ? all.length : end;
}

function cursorOf(side: WorkspaceCursor['side'], id: string): string {
  return Buffer.from(JSON.stringify([side, id])).toString('base64url');
}
