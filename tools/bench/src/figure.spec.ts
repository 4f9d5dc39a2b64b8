import { expect, it } from '@jest/globals';
import { ratiosOf, spreadOf } from './figure.js';
import { report } from './report.js';

const figure = { name: 'issued', unit: '/s', measured: [50, 40, 60], baseline: [100, 50, 200], aim: '0.5' } as const;

it('a spread is the median and what lies farthest from it', () => {
  expect(spreadOf([5, 1, 9, 3, 7])).toEqual({ median: 5, least: 1, most: 9 });
});

it('a ratio is that of one run', () => {
  expect(ratiosOf(figure)).toEqual([0.5, 0.8, 0.3]);
});

it('a report shows each figure with its baseline, ratio, spread and aim', () => {
  const [head, , line] = report([figure]).split('\n');
  expect(head?.trim().split(/\s{2,}/)).toEqual(['median', 'spread', 'baseline', 'spread', 'ratio', 'spread', 'aim']);
  expect(line?.trim().split(/\s{2,}/)).toEqual(['issued', '50/s', '40–60', '100/s', '50–200', '0.50', '0.30–0.80', '0.5']);
});

it('a report leaves empty what has no baseline', () => {
  const [, , line] = report([{ ...figure, unit: 'B', baseline: [], aim: '128' }]).split('\n');
  expect(line?.trim().split(/\s{2,}/)).toEqual(['issued', '50 B', '40–60', '128']);
});
