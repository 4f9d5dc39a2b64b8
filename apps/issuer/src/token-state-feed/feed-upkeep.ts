import { pause } from '@latchkey/kafka';
import type { Logger } from '@nestjs/common';
import type { BuryTokens } from './bury-tokens.js';
import type { FillGeneration } from './fill-generation.js';
import type { Generation } from './generation.js';

const sweepEachMs = 60_000;
const retryAfterMs = 1000;

/** What the leading relay does beside relaying: fills a new generation, then buries dead tokens each minute. */
export class FeedUpkeep {
  private readonly stopping = new AbortController();
  private appended: Date | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly fill: FillGeneration,
    private readonly bury: BuryTokens,
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
    await this.bury.execute(new Date(), this.stopping.signal);
    return sweepEachMs;
  }
}
