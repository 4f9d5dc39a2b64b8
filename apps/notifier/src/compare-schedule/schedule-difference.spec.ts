import { expect, it } from '@jest/globals';
import { type Scheduled, scheduleDifference } from './schedule-difference.js';

const scheduled = (sequence: number, hash = 'a', asPlanned = true): Scheduled => ({ sequence, hash, asPlanned });
const last = (sequence: number, hash = 'a') => ({ sequence, hash });

it.each([
  ['nothing where both say the same', scheduled(3), last(3), undefined],
  ['nothing where neither knows it', undefined, undefined, undefined],
  ['missing_in_schedule', undefined, last(3), 'missing_in_schedule'],
  ['missing_on_topic', scheduled(3), undefined, 'missing_on_topic'],
  ['behind', scheduled(2), last(3), 'behind'],
  ['ahead', scheduled(4), last(3), 'ahead'],
  ['differs', scheduled(3, 'b'), last(3), 'differs'],
  ['notices_differ', scheduled(3, 'a', false), last(3), 'notices_differ'],
])('%s', (_, inSchedule, onTopic, expected) => {
  expect(scheduleDifference('token', inSchedule, onTopic)?.difference).toBe(expected);
});
