import { pause } from '@latchkey/kafka';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { MakeDigests } from '../make-digests/make-digests.js';
import { ForgetNotifications } from '../retention/forget-notifications.js';
import { OldestNotification } from './oldest-notification.js';

const everyMs = 5000;
const forgetEveryMs = 60 * 60 * 1000;

/** What is done now and then. A round that fails is logged and made up for by the next. */
@Injectable()
export class UpkeepLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(UpkeepLoop.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private forgotAt = 0;

  constructor(
    private readonly makeDigests: MakeDigests,
    private readonly forgetNotifications: ForgetNotifications,
    private readonly oldestNotification: OldestNotification,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  /** Before the pool closes. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.round(new Date()).catch((error: unknown) => this.log.warn({ msg: 'digests and upkeep wait for the next round', err: error }));
      await pause(everyMs, signal);
    }
  }

  private async round(now: Date): Promise<void> {
    await this.makeDigests.execute(now);
    await this.oldestNotification.measure(now);
    if (now.getTime() - this.forgotAt < forgetEveryMs) return;
    await this.forgetNotifications.execute(now);
    this.forgotAt = now.getTime();
  }
}
