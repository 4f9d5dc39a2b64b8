import { expect, it } from '@jest/globals';
import { outcomeOf, type Waited } from './outcome.js';

const allows: Waited = { last: 'another' };
const silent: Waited = { last: 'none', reason: 'no answer in time' };
const after = (seconds: number): Waited => ({ seconds });

it.each<[string, Waited[], ReturnType<typeof outcomeOf>]>([
  ['in time where all refuse by then', [after(0.01), after(1)], 'in_time'],
  ['late where one takes longer', [after(0.01), after(1.001)], 'late'],
  ['unseen where one still allows, however soon the others refused', [after(0.01), allows, silent], 'unseen'],
  ['that of those who answer', [after(0.01), silent], 'in_time'],
  ['none where nobody answers', [silent, silent], undefined],
  ['none where there is nobody', [], undefined],
])('the outcome is %s', (_, waited, outcome) => {
  expect(outcomeOf(waited, 1)).toBe(outcome);
});
