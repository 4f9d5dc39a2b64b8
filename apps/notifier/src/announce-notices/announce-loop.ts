import { pause } from '@latchkey/kafka';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { AnnounceNotices, claimSize } from './announce-notices.js';
import { OldestDue } from './oldest-due.js';
import { SilentPartitions } from './silent-partitions.js';

const everyMs = 1000;

/** Looks each second for what is due. A round that fails is logged and made up for by the next: what is due stays so. */
@Injectable()
export class AnnounceLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(AnnounceLoop.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly announceNotices: AnnounceNotices,
    private readonly silentPartitions: SilentPartitions,
    private readonly oldestDue: OldestDue,
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
      await this.round(new Date()).catch((error: unknown) => this.log.warn({ msg: 'what is due waits for the next round', err: error }));
      await pause(everyMs, signal);
    }
  }

  private async round(now: Date): Promise<void> {
    const horizon = { now, silentPartitions: await this.findSilent(now) };
    while (!this.stopping.signal.aborted && (await this.announceNotices.execute(horizon)) === claimSize);
    await this.oldestDue.measure(now);
  }

  /** Without Kafka the other partitions go on, as far as they are known. */
  private async findSilent(now: Date): Promise<readonly number[]> {
    return this.silentPartitions.find(now).catch((error: unknown) => {
      this.log.warn({ msg: 'whether token-state holds something unread is not known', err: error });
      return [];
    });
  }
}
