/** Wraps `task` so that of calls made while it runs all share one more run: one in flight and one queued at most. */
export function coalesce(task: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let queued: Promise<void> | undefined;

  const run = (): Promise<void> => {
    running = task().finally(() => {
      running = undefined;
    });
    return running;
  };
  const runAfter = (earlier: Promise<void>): Promise<void> => {
    const next = (): Promise<void> => {
      queued = undefined;
      return run();
    };
    return earlier.then(next, next);
  };

  return () => {
    if (!running) return queued ?? run();
    queued ??= runAfter(running);
    return queued;
  };
}
