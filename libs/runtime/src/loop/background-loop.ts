import { Bell } from '@latchkey/kafka';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';

export interface Rhythm {
  /** Between the end of a round and the next, unless that is woken. */
  readonly everyMs: number;
  /** What is logged of a round that fails. */
  readonly failure: string;
}

/** Work beside the requests of a service: rounds from its start to its end, one at a time. A round that fails is logged, and made up for by the next. */
export abstract class BackgroundLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  protected readonly log = new Logger(this.constructor.name);
  private readonly bell = new Bell();
  private ending = false;
  private running: Promise<void> | undefined;

  constructor(private readonly rhythm: Rhythm) {}

  /** Answers whether there may be more to do at once. One that is long looks at `stopping` now and then. */
  protected abstract round(): Promise<boolean>;

  protected get stopping(): boolean {
    return this.ending;
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  /** Has the next round begin now, or after the one that is under way. */
  wake(): void {
    this.bell.ring();
  }

  /** Before producers and pools close. */
  async beforeApplicationShutdown(): Promise<void> {
    this.ending = true;
    this.bell.ring();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.ending) {
      const more = await this.round().catch((error: unknown) => {
        this.log.warn({ msg: this.rhythm.failure, err: error });
        return false;
      });
      if (!more) await this.bell.wait(this.rhythm.everyMs);
    }
  }
}
