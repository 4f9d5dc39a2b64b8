import { z } from 'zod';

/** The shape of every error, for the OpenAPI document. */
export const problemSchema = z
  .looseObject({
    type: z.string().describe('`urn:latchkey:error:<code>`, for good; docs/errors has a page for each code.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What was wrong this time; it may change, and never holds what was sent.'),
    instance: z.string().describe('`urn:latchkey:request:<request_id>`'),
    code: z.string().describe('What to program against: it keeps its meaning and its status.'),
    request_id: z.string(),
    errors: z
      .array(z.object({ pointer: z.string().describe('RFC 6901; empty for the whole'), detail: z.string() }))
      .optional()
      .describe('The places in the input that are wrong.'),
  })
  .describe('A problem as RFC 9457 has it.');
