import { fields } from '@latchkey/contracts';
import { z } from 'zod';

/** The body of `POST /notifications/{id}/snooze`. */
export const snoozeNotificationRequest = z.strictObject({ until: fields.instant.describe('when it is to be told again, a year from now at most') });
export type SnoozeNotificationRequest = z.output<typeof snoozeNotificationRequest>;
