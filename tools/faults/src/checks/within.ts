import { setTimeout as pause } from 'node:timers/promises';
import { Violation } from '../violations.js';

/** Asks again until nothing is missing any more; throws what is still missing when the time is over. What fails on the way is asked again as well. */
export async function within(ms: number, missing: () => string | undefined | Promise<string | undefined>): Promise<void> {
  const deadline = performance.now() + ms;
  for (;;) {
    const still = await Promise.resolve().then(missing).catch((error: unknown) => String(error));
    if (still === undefined) return;
    if (performance.now() > deadline) throw new Violation(`after ${ms / 1000} s: ${still}`);
    await pause(250);
  }
}

/** Some of them, and how many there are. */
export function someOf(all: readonly string[]): string {
  return `${all.length}: ${all.slice(0, 5).join(', ')}${all.length > 5 ? ', …' : ''}`;
}
