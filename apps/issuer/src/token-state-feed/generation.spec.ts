import { describe, expect, it } from '@jest/globals';
import { goesBack, isSameTopic, newGeneration } from './generation.js';

const offsets = (...all: bigint[]): Map<number, bigint> => new Map(all.entries());
const known = newGeneration('a generation', 'cluster', offsets(10n, 20n));

describe('isSameTopic', () => {
  it('holds where every partition reaches beyond what was sent', () => {
    expect(isSameTopic(known, { clusterId: 'cluster', ends: offsets(11n, 4000n) })).toBe(true);
  });

  it.each([
    ['another cluster answers', 'other', offsets(11n, 21n)],
    ['the topic is empty', 'cluster', offsets(0n, 0n)],
    ['a partition ends before what was sent', 'cluster', offsets(11n, 20n)],
    ['a partition is missing', 'cluster', offsets(11n)],
  ])('fails when %s', (_, clusterId, ends) => {
    expect(isSameTopic(known, { clusterId, ends })).toBe(false);
  });

  it('fails on an empty topic though nothing is known to have been sent', () => {
    expect(isSameTopic(newGeneration('a generation', 'cluster'), { clusterId: 'cluster', ends: offsets(0n, 0n) })).toBe(false);
  });
});

describe('goesBack', () => {
  it.each([
    ['higher offsets', offsets(11n, 21n), false],
    ['nothing', offsets(), false],
    ['the same offset', offsets(10n), true],
    ['a lower one in one partition', offsets(11n, 0n), true],
  ])('on %s', (_, next, expected) => {
    expect(goesBack(known.sent, next)).toBe(expected);
  });

  it('takes the first send as it comes', () => {
    expect(goesBack(offsets(), offsets(0n))).toBe(false);
  });
});
