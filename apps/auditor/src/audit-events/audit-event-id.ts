import { z } from 'zod';

/** The place of an entry, by which it is named for ever. */
export interface EntryPlace {
  readonly log: string;
  readonly index: number;
}

const shape = /^([a-z-]{1,100})~(\d{1,9}(?:@\d{1,9})?)~(0|[1-9]\d{0,14})$/;

/** The path parameters that name an event. */
export const auditEventParams = z.strictObject({
  id: z
    .string()
    .regex(shape)
    .transform((id): EntryPlace => {
      const [, topic, partition, index] = shape.exec(id) ?? [];
      return { log: `${topic}/${partition}`, index: Number(index) };
    })
    .describe('as the list names it: log and index, as `token-events~0~41`'),
});

export function auditEventId({ log, index }: EntryPlace): string {
  return `${log.replace('/', '~')}~${index}`;
}
