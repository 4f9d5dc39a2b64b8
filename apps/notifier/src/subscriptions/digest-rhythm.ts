import { z } from 'zod';

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const hour = z.int().min(0).max(23).default(8).describe('UTC, default 8');

/** When what was gathered goes out as one message. */
export const digestRhythm = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('day'), hour }),
  z.strictObject({ every: z.literal('week'), hour, weekday: z.enum(weekdays).default('monday') }),
]);
export type DigestRhythm = z.output<typeof digestRhythm>;

const dayMs = 24 * 60 * 60 * 1000;

/** The first end of a period that comes after `now`. */
export function periodEnd(rhythm: DigestRhythm, now: Date): Date {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), rhythm.hour);
  const days = [...Array(8).keys()].map((ahead) => new Date(today + ahead * dayMs));
  return days.find((end) => end > now && (rhythm.every === 'day' || weekdays[end.getUTCDay()] === rhythm.weekday)) as Date;
}

/** The last end of a period that has come by `now`. */
export function lastPeriodEnd(rhythm: DigestRhythm, now: Date): Date {
  return periodEnd(rhythm, new Date(now.getTime() - (rhythm.every === 'day' ? 1 : 7) * dayMs));
}
