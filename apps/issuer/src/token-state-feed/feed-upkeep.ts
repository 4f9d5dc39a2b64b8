import { pause } from '@latchkey/kafka';
import type { Logger } from '@nestjs/common';
import type { FillGeneration } from './fill-generation.js';
import type { Generation } from './generation.js';

const sweepEachMs = 60_000;
const retryAfterMs = 1000;

/** What is done each minute, by one instance of all. */
export interface Sweep {
  execute(now: Date, signal: AbortSignal): Promise<void>;
}

/** What the leading relay does beside relaying: fills a new generation, then sweeps each minute. */
export class FeedUpkeep {
  private readonly stopping = new AbortController();
  private appended: Date | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly fill: FillGeneration,
    private readonly sweeps: readonly Sweep[],
    private readonly log: Pick<Logger, 'log' | 'warn'>,
  ) {}

  /** When, by the database's clock, the last row of the republished tokens had been appended. */
  get appendedAt(): Date | undefined {
    return this.appended;
  }

  start(generation: Generation): void {
    this.running = this.run(generation);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(generation: Generation): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const waitMs = await this.round(generation).catch((error: unknown) => {
        this.log.warn(`The upkeep of token-state tries again: ${String(error)}`);
        return retryAfterMs;
      });
      await pause(waitMs, signal);
    }
  }

  private async round(generation: Generation): Promise<number> {
    if (!generation.complete) this.appended ??= await this.fill.execute(generation, this.stopping.signal);
    for (const sweep of this.sweeps) await sweep.execute(new Date(), this.stopping.signal);
    return sweepEachMs;
  }
}
