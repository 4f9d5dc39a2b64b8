import { isId } from '@latchkey/tokens';
import { z } from 'zod';

/** Where something stands by its id. What is no id becomes one that nothing has: it is not found, like any other that is not there. */
export function idAddress(what: string): z.ZodType<{ id: string }> {
  return z.strictObject({ id: z.string().transform((text) => (isId(text) ? text : '')).describe(`id of the ${what}`) });
}

export type IdAddress = z.infer<ReturnType<typeof idAddress>>;
