import { isId } from '@latchkey/tokens';
import { z } from 'zod';

/** In addresses, the schedule that counts where a service account has none of its own. */
const ofAll = 'default';

/** Whose schedule it is: of a service account, or (`null`) the customer's. What is neither becomes one that nobody has. */
export const scheduleAddress = z.strictObject({
  of: z
    .string()
    .transform((text) => (text === ofAll ? null : isId(text) ? text : ''))
    .describe('id of the service account, or `default`: for tokens for whose service account nothing is set'),
});
export type ScheduleAddress = z.output<typeof scheduleAddress>;

/** As the audit log names it. */
export const scheduleTarget = ({ of }: ScheduleAddress) => ({ type: 'schedule', id: of ?? ofAll }) as const;
