import { RuntimeError } from '@latchkey/runtime';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { settledCursor, type SettledCursor } from '../audit-events/event-cursor.js';
import { eventFilterFields } from '../audit-events/event-filter.js';

/** The query of `GET /audit-events/stream`. */
export const streamAuditEventsQuery = z.strictObject({
  ...eventFilterFields,
  after: settledCursor.optional().describe('an `id` of a stream, or `next_cursor` of an ascending list: begins with what follows. `Last-Event-ID` goes before it; without either, with what is new'),
});
export type StreamAuditEventsQuery = z.infer<typeof streamAuditEventsQuery>;

/** What a reader that comes back had last. */
export const LastEventId = createParamDecorator((_: unknown, context: ExecutionContext): SettledCursor | undefined => {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['last-event-id'];
  if (header === undefined || header === '') return undefined;
  const { data } = settledCursor.safeParse(header);
  if (!data) throw new RuntimeError('invalid_request', { detail: '`Last-Event-ID` is no `id` of this stream.' });
  return data;
});
