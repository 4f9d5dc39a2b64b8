/** Resolves after `ms`, or as soon as `signal` aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish, { once: true });
  });
}

/** Waits between attempts: doubles up to `maxMs`, the upper half random so that two processes do not keep step. */
export class Backoff {
  private failures = 0;

  constructor(
    private readonly firstMs: number,
    private readonly maxMs: number,
  ) {}

  reset(): void {
    this.failures = 0;
  }

  nextMs(): number {
    const ms = Math.min(this.maxMs, this.firstMs * 2 ** this.failures++);
    return ms / 2 + Math.random() * (ms / 2);
  }
}
