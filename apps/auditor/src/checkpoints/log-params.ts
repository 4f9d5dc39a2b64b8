import { z } from 'zod';

/** The path parameters that name a log. */
export const logParams = {
  topic: z.string().regex(/^[a-z-]{1,100}$/).describe('the topic that the log is of'),
  partition: z.string().regex(/^\d{1,9}(@\d{1,9})?$/).describe('its partition, and from the second epoch on `@<epoch>`'),
};

export function logOf({ topic, partition }: { readonly topic: string; readonly partition: string }): string {
  return `${topic}/${partition}`;
}

export const openToAnyone = 'Open to anyone. What one address asks is limited as what one caller asks is.';
