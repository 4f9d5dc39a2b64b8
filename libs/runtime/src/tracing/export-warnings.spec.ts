import { expect, it } from '@jest/globals';
import { ExportWarnings } from './export-warnings.js';

it('warns once a minute, of how many it kept back, by the message alone', () => {
  const lines: object[] = [];
  let now = 0;
  const warnings = new ExportWarnings({ warn: (fields: object) => void lines.push(fields) }, () => now);
  const failure = JSON.stringify({ stack: 'Error: at /home/of/somebody', message: 'connect ECONNREFUSED', data: 'what the collector said' });
  for (; now < 60_000; now += 20_000) warnings.error(failure);
  warnings.warn(`Dropped 7 spans ${'and more '.repeat(100)}`);
  expect(lines).toEqual([
    { reason: 'connect ECONNREFUSED', not_shown: 0 },
    { reason: expect.stringMatching(/^Dropped 7 spans .{184}$/), not_shown: 2 },
  ]);
});
