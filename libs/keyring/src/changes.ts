/** Tells who waits for a digest that its token changed. */
export class Changes {
  private readonly waiting = new Map<string, Set<() => void>>();

  /** Resolves at the next change, or as soon as `signal` aborts. */
  next(digest: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const waiters = this.waiting.get(digest) ?? new Set();
      const finish = (): void => {
        signal.removeEventListener('abort', finish);
        waiters.delete(finish);
        if (waiters.size === 0 && this.waiting.get(digest) === waiters) this.waiting.delete(digest);
        resolve();
      };
      signal.addEventListener('abort', finish, { once: true });
      this.waiting.set(digest, waiters.add(finish));
    });
  }

  tell(digest: string): void {
    if (this.waiting.size === 0) return;
    for (const finish of this.waiting.get(digest) ?? []) finish();
  }

  tellAll(): void {
    for (const digest of [...this.waiting.keys()]) this.tell(digest);
  }

  get size(): number {
    return this.waiting.size;
  }
}
