import { z } from 'zod';

type JsonSchema = Record<string, unknown>;

/** JSON Schema 2020-12 of what may be sent, or of what is answered. Answers may gain fields, so readers are not told that there are no others. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const json = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema: node }) => {
      if (io === 'output' && node.additionalProperties === false) delete node.additionalProperties;
      if (node.format === 'date-time') delete node.pattern;
      if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
      if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
    },
  });
  return Object.fromEntries(Object.entries(json).filter(([name]) => name !== '$schema'));
}
