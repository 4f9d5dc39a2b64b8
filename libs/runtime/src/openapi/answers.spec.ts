import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { Answers } from './answers.js';

it('takes no example that breaks its schema', () => {
  const note = z.strictObject({ text: z.string().max(3) });
  expect(() => Answers(200, note, 'The note.', { example: { text: 'abc' } })).not.toThrow();
  expect(() => Answers(200, note, 'The note.', { example: { text: 'abcd' } })).toThrow();
});
