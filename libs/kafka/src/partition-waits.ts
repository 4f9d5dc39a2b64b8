import { Backoff } from './pause.js';

/** Lets a partition whose handler failed wait while the others go on: kafkajs stops fetching it, and fetches the same batch again afterwards. */
export class PartitionWaits {
  private readonly waits = new Map<string, { backoff: Backoff; timer?: NodeJS.Timeout }>();

  get waiting(): number {
    return [...this.waits.values()].filter(({ timer }) => timer !== undefined).length;
  }

  /** `pause` is kafkajs's: it stops the partition and answers how to let it go on. */
  wait(topic: string, partition: number, pause: () => () => void): number {
    const key = `${topic}/${partition}`;
    const wait = this.waits.get(key) ?? { backoff: new Backoff(200, 10_000) };
    const resume = pause();
    const ms = wait.backoff.nextMs();
    clearTimeout(wait.timer);
    const timer = setTimeout(() => {
      this.waits.set(key, { backoff: wait.backoff });
      resume();
    }, ms);
    this.waits.set(key, { ...wait, timer });
    return ms;
  }

  succeeded(topic: string, partition: number): void {
    const key = `${topic}/${partition}`;
    clearTimeout(this.waits.get(key)?.timer);
    this.waits.delete(key);
  }

  clear(): void {
    for (const { timer } of this.waits.values()) clearTimeout(timer);
    this.waits.clear();
  }
}
