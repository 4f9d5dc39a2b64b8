import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';

const failingUntil = (success: number): { calls: number; probe: () => number } => {
  const state = {
    calls: 0,
    probe: (): number => {
      state.calls += 1;
      if (state.calls < success) throw new Error(`call ${state.calls}`);
      return state.calls;
    },
  };
  return state;
};

describe('eventually', () => {
  it('answers what the probe answers, at once where it does not throw', async () => {
    const { probe } = failingUntil(1);
    await expect(eventually(probe, { intervalMs: 60_000 })).resolves.toBe(1);
  });

  it('asks again until the probe does not throw', async () => {
    await expect(eventually(failingUntil(3).probe, { intervalMs: 1 })).resolves.toBe(3);
  });

  it('waits for a probe that is asynchronous', async () => {
    const { probe } = failingUntil(3);
    await expect(eventually(async () => Promise.resolve(probe()), { intervalMs: 1 })).resolves.toBe(3);
  });

  it('throws the last error once the time is over', async () => {
    const failing = failingUntil(Infinity);
    await expect(eventually(failing.probe, { timeoutMs: 30, intervalMs: 5 })).rejects.toThrow(/^call \d+$/);
    expect(failing.calls).toBeGreaterThan(1);
  });
});
