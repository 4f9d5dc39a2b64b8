import { describe, expect, it } from '@jest/globals';
import { coalesce } from './coalesce.js';

function controlled(): { task: () => Promise<void>; runs: { finish(): void; fail(): void }[] } {
  const runs: { finish(): void; fail(): void }[] = [];
  const task = (): Promise<void> =>
    new Promise((resolve, reject) => {
      runs.push({ finish: resolve, fail: () => reject(new Error('failed')) });
    });
  return { task, runs };
}

describe('coalesce', () => {
  it('lets all calls made during a run share the next one', async () => {
    const { task, runs } = controlled();
    const call = coalesce(task);
    const first = call();
    const later = [call(), call(), call()];
    expect(runs).toHaveLength(1);
    runs[0]?.finish();
    await first;
    expect(runs).toHaveLength(2);
    runs[1]?.finish();
    await Promise.all(later);
    expect(runs).toHaveLength(2);
  });

  it('starts at once when nothing runs', async () => {
    const { task, runs } = controlled();
    const call = coalesce(task);
    for (const turn of [0, 1, 2]) {
      const done = call();
      runs[turn]?.finish();
      await done;
    }
    expect(runs).toHaveLength(3);
  });

  it('tells the callers of a run of its failure, and goes on with the next', async () => {
    const { task, runs } = controlled();
    const call = coalesce(task);
    const first = call();
    const second = call();
    runs[0]?.fail();
    await expect(first).rejects.toThrow('failed');
    runs[1]?.finish();
    await expect(second).resolves.toBeUndefined();
  });
});
