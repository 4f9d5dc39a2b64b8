import { BackgroundLoop } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { AnnounceUnused } from '../announce-unused/announce-unused.js';
import { AnnounceNotices, claimSize } from './announce-notices.js';
import { OldestDue } from './oldest-due.js';
import { SilentPartitions } from './silent-partitions.js';

/** Looks each second for what is due. What a round misses stays due. */
@Injectable()
export class AnnounceLoop extends BackgroundLoop {
  constructor(
    private readonly announceNotices: AnnounceNotices,
    private readonly announceUnused: AnnounceUnused,
    private readonly silentPartitions: SilentPartitions,
    private readonly oldestDue: OldestDue,
  ) {
    super({ everyMs: 1000, failure: 'what is due waits for the next round' });
  }

  protected async round(): Promise<boolean> {
    const now = new Date();
    const horizon = { now, silentPartitions: await this.findSilent(now) };
    while (!this.stopping && (await this.announceNotices.execute(horizon)) === claimSize);
    while (!this.stopping && (await this.announceUnused.execute(horizon)) === claimSize);
    await this.oldestDue.measure(now);
    return false;
  }

  /** Without Kafka the other partitions go on, as far as they are known. */
  private async findSilent(now: Date): Promise<readonly number[]> {
    return this.silentPartitions.find(now).catch((error: unknown) => {
      this.log.warn({ msg: 'whether token-state holds something unread is not known', err: error });
      return [];
    });
  }
}
