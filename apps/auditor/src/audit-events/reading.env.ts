import { z } from 'zod';

const seats = (standard: number, what: string) => z.coerce.number().int().min(0).max(10_000).default(standard).describe(`${what}, default ${standard}`);

/** How many answers that last an instance gives at a time. */
export const readingEnv = {
  AUDITOR_STREAMS: seats(100, 'streams of events that an instance serves at a time'),
  AUDITOR_STREAMS_PER_CALLER: seats(5, 'streams of these that one caller may have'),
  AUDITOR_EXPORTS: seats(4, 'exports of events that an instance serves at a time'),
  AUDITOR_EXPORTS_PER_CALLER: seats(1, 'exports of these that one caller may have'),
};
