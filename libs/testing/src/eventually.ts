import { setTimeout as delay } from 'node:timers/promises';

/** Calls `probe` until it does not throw, and answers what it answered; past the time it throws the last error. */
export async function eventually<T>(probe: () => T | Promise<T>, { timeoutMs = 20_000, intervalMs = 20 } = {}): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
    }
    await delay(intervalMs);
  }
}
