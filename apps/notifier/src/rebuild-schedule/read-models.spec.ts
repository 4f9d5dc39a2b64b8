import { expect, it } from '@jest/globals';
import { principals } from '@latchkey/contracts';
import { besideSchedule, routing } from './read-models.js';

it('every group of the notifier is rewound, save that of the schedule, which the command reads itself, and those that keep nothing', () => {
  const groups = principals.find(({ name }) => name === 'notifier')?.groups.filter((group) => !group.endsWith('*'));
  expect(['notifier', ...[...besideSchedule, routing].map(({ group }) => group)].sort()).toEqual([...(groups ?? [])].sort());
});
