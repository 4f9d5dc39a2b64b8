import { expect, it } from '@jest/globals';
import { benchNames, chooseBenches } from './choose-benches.js';

it.each([
  [[], benchNames.filter((name) => name !== 'scaling' && name !== 'soak')],
  [['soak'], ['soak']],
  [['soak', 'scaling'], ['scaling', 'soak']],
  [['list'], ['list']],
  [['list', 'revocation', 'list'], ['revocation', 'list']],
  [['list', 'everything'], undefined],
])('%j chooses %j', (names, chosen) => {
  expect(chooseBenches(names)).toEqual(chosen);
});
