import { setTimeout as pause } from 'node:timers/promises';

const tryEveryMs = 500;

/** Again and again until it does not throw; past the time it throws the last error. */
export async function eventually<T>(probe: () => Promise<T>, withinMs: number): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await pause(tryEveryMs);
  }
}
