import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { notificationStates } from '../notifications/notification-view.js';
import { notificationTypes } from '../notifications/notification-types.js';
import { placeCursor, writePlace } from '../paging/place-cursor.js';

export function cursorOf({ createdAt: at, id }: { readonly createdAt: Date; readonly id: string }): string {
  return writePlace({ at, id });
}

/** The query of `GET /notifications`. */
export const listNotificationsQuery = z.strictObject({
  customer_id: fields.id.optional().describe('for platform callers; absent: the caller’s own'),
  token_id: fields.id.optional().describe('what was told about this token'),
  subscription_id: fields.id.optional().describe('what this subscription was told'),
  digest_id: fields.id.optional().describe('what this digest gathers'),
  state: z.enum(notificationStates).optional().describe('as it stands: what was given up is `failed`, what nobody could be told `unreachable`'),
  type: z.enum(notificationTypes).optional().describe('what happened'),
  limit: z.coerce.number().int().min(1).max(1000).default(50).describe('how many at most, default 50'),
  cursor: placeCursor.optional().describe('`next_cursor` of the page before'),
});
export type ListNotificationsQuery = z.output<typeof listNotificationsQuery>;
