import { expect, it } from '@jest/globals';
import { reasonOf } from './reason-of.js';

it.each([
  ['its message', new Error('a'), 'a'],
  ['what caused it', new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }), 'connect ECONNREFUSED'],
  ['the first of several', new AggregateError([new Error('first'), new Error('second')]), 'first'],
  ['that the time was over', new DOMException('The operation was aborted due to timeout', 'TimeoutError'), 'no answer in time'],
  ['the text that was thrown', 'text', 'text'],
  ['its name where it says nothing', new RangeError(), 'RangeError'],
])('tells %s', (_, error, reason) => expect(reasonOf(error)).toBe(reason));
