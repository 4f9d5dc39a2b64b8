import { beforeEach, describe, expect, it } from '@jest/globals';
import { FetchRounds } from './fetch-rounds.js';

describe('FetchRounds', () => {
  let rounds: FetchRounds;
  beforeEach(() => {
    rounds = new FetchRounds(500);
  });
  const round = (node: number, durationMs: number, batches = 0): void => {
    rounds.started(node);
    rounds.ended(node, durationMs);
    for (let batch = 0; batch < batches; batch++) rounds.delivered();
  };

  it('are complete once a broker was asked again after it had nothing to send', () => {
    round(1, 500);
    expect(rounds.complete).toBe(false);
    rounds.started(1);
    expect(rounds.complete).toBe(true);
  });

  it('are complete only once the batches of a short one were handled', () => {
    round(1, 3, 2);
    expect(rounds.complete).toBe(false);
    rounds.started(1);
    expect(rounds.complete).toBe(true);
  });

  it('do not count a fetch that ended early without a batch: it has failed', () => {
    round(1, 3);
    round(1, 3);
    rounds.started(1);
    expect(rounds.complete).toBe(false);
  });

  it('wait for every broker', () => {
    rounds.started(1);
    rounds.started(2);
    rounds.ended(1, 500);
    rounds.started(1);
    expect(rounds.complete).toBe(false);
    rounds.ended(2, 500);
    rounds.started(2);
    expect(rounds.complete).toBe(true);
  });

  it('do not wait for a broker that is gone, but once more for those that lead in its place', () => {
    round(2, 3);
    round(1, 500);
    rounds.started(1);
    expect(rounds.complete).toBe(false);
    for (let time = 0; time < 8; time++) {
      rounds.ended(1, 500);
      rounds.started(1);
      expect(rounds.complete).toBe(false);
    }
    rounds.ended(1, 500);
    rounds.started(1);
    expect(rounds.complete).toBe(true);
  });

  it('begin anew with the reading', () => {
    round(1, 500);
    rounds.begin();
    rounds.ended(1, 500);
    rounds.started(1);
    expect(rounds.complete).toBe(false);
  });
});
