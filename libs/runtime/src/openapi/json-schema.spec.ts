import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { jsonSchema } from './json-schema.js';

const schema = z.strictObject({ at: z.iso.datetime(), count: z.int().default(1), days: z.string().transform(Number) });

describe('jsonSchema', () => {
  it('says what may be sent, and nothing else may', () => {
    expect(jsonSchema(schema, 'input')).toEqual({
      type: 'object',
      properties: { at: { type: 'string', format: 'date-time' }, count: { type: 'integer', default: 1 }, days: { type: 'string' } },
      required: ['at', 'days'],
      additionalProperties: false,
    });
  });

  it('says what is answered, and that more may come', () => {
    const answered = jsonSchema(schema, 'output');
    expect(answered).toMatchObject({ required: ['at', 'count', 'days'] });
    expect(answered).not.toHaveProperty('additionalProperties');
  });
});
