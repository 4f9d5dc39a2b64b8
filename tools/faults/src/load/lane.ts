import { setTimeout as pause } from 'node:timers/promises';
import type { Violations } from '../violations.js';

/** Does one thing after another, no faster than at this pace, until it is ended. What a step throws is a violation. */
export class Lane {
  private over = false;
  private readonly running: Promise<void>;

  constructor(
    private readonly everyMs: number,
    private readonly step: () => Promise<unknown>,
    private readonly violations: Violations,
  ) {
    this.running = this.run();
  }

  async end(): Promise<void> {
    this.over = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.over) {
      const next = performance.now() + this.everyMs;
      await this.step().catch((error: unknown) => this.violations.add(String(error)));
      await pause(Math.max(0, next - performance.now()));
    }
  }
}
