import type { ApiError } from '@latchkey/runtime';
import { problemOf } from '@latchkey/runtime';
import { viewEvent } from '../audit-events/audit-event.view.js';
import { type SettledCursor, writeCursor } from '../audit-events/event-cursor.js';
import type { SettledEvent } from '../audit-events/settled-events.js';

const retryMs = 2_000;

/** The parts of `text/event-stream` (HTML, section 9.2). An `id` without data is no event, but is what the reader names when it comes back. */
export const opening = (cursor: SettledCursor): string => `retry: ${retryMs}\nid: ${writeCursor(cursor)}\n\n`;

export const heartbeat = (cursor: SettledCursor): string => `: still here\nid: ${writeCursor(cursor)}\n\n`;

export const eventPart = (event: SettledEvent): string => `id: ${writeCursor(event.cursor)}\nevent: audit-event\ndata: ${JSON.stringify(viewEvent(event))}\n\n`;

/** Why it ends: a problem, as a request would be answered now. */
export const ending = (error: ApiError, requestId: string): string => `event: end\ndata: ${JSON.stringify(problemOf(error, requestId))}\n\n`;
