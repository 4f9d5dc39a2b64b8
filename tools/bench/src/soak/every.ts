/** Does `once` at this pace, one after the other: whatever is late is made up for. */
export function every(ms: number, once: () => Promise<void>): { end(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let failure: unknown;
  const pacing = setInterval(() => {
    running = running.then(once).catch((error: unknown) => void (failure ??= error));
  }, ms);
  return {
    /** Throws what any of them has. */
    async end() {
      clearInterval(pacing);
      await running;
      if (failure !== undefined) throw failure;
    },
  };
}
